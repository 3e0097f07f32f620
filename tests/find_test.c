/* SPDX-License-Identifier: MIT
 * The finder, on pages written by hand: which actions, with which columns, of which plan. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/documents.h"

static void the_first_template(void **state) {
    (void)state;
    test_check_html(
        "<html><h1>Child in Need Plan</h1><p>Plan ID: CIN-104</p><p>Local authority: "
        "Exampleshire</p>"
        "<p>Date of plan: 12 March 2024</p>"
        "<table><tr><td>Name<td>Role<td>Agency<tr><td>LB<td>Social worker<td>CSC</table>"
        "<table><tr><th>What do we want to achieve?<th>How will we do it?<th>Who will do it?"
        "<th>By when?<th>Start Date<th>Update<th>End Date"
        "<tr><td rowspan=2>Be safe<td>Mum to call the GP<td>Mum<td>3 May<td>1 March<td><td>"
        "<tr><td>School to meet dad<td>School<td>6 May<td><td>Done<td>"
        "<tr><td><td><td><td><td><td><td>"
        "<tr><th>What do we want to achieve?<th>How will we do it?<th>Who will do it?"
        "<th>By when?<th>Start Date<th>Update<th>End Date"
        "<tr><td>Be well<td>GP to weigh LB<td>GP<td>weekly<td><td><td></table></html>",
        "CIN-104|Exampleshire|1|Mum to call the GP|Mum|3 May||12 March 2024|table 2 row 2 cell 2 "
        "What do we want to achieve?=Be safe Start Date=1 March\n"
        "CIN-104|Exampleshire|2|School to meet dad|School|6 May||12 March 2024|table 2 row 3 cell "
        "2 "
        "What do we want to achieve?=Be safe Update=Done\n"
        "CIN-104|Exampleshire|3|GP to weigh LB|GP|weekly||12 March 2024|table 2 row 6 cell 2 "
        "What do we want to achieve?=Be well\n");
}

static void a_cell_with_several_actions(void **state) {
    (void)state;
    test_check_html(
        "<table><tr><th>Outcome<th>Action<th>Who is responsible?<th>Timescale<th>Update"
        "<tr><td>A<td><p>Mum to call</p><p>Dad to call</p><td>LB<td>3 May<td>"
        "<tr><td>B<td><ol><li>Mum to go<li>Dad to go</ol><td>1. Mum<br>2) "
        "Dad<td><ol><li>May<li>June</ol>"
        "<td>1. yes"
        "<tr><td>C<td>Mum will:<ul><li>go out<li>come back</ul>LB to see her<td>Mum<td><td>"
        "<tr><td>D<td>1. Mum to ring<br>the school<br>2. Dad to write<td>both<td><td></table>",
        "plan||1|Mum to call|LB|3 May|||table 1 row 2 cell 2 paragraph 1 Outcome=A\n"
        "plan||2|Dad to call|LB|3 May|||table 1 row 2 cell 2 paragraph 2 Outcome=A\n"
        "plan||3|Mum to go|Mum|May|||table 1 row 3 cell 2 paragraph 1 Outcome=B Update=1. yes\n"
        "plan||4|Dad to go|Dad|June|||table 1 row 3 cell 2 paragraph 2 Outcome=B Update=1. yes\n"
        "plan||5|Mum will go out|Mum||||table 1 row 4 cell 2 paragraph 1 Outcome=C\n"
        "plan||6|Mum will come back|Mum||||table 1 row 4 cell 2 paragraph 2 Outcome=C\n"
        "plan||7|LB to see her|Mum||||table 1 row 4 cell 2 paragraph 3 Outcome=C\n"
        "plan||8|Mum to ring the school|both||||table 1 row 5 cell 2 paragraph 1 Outcome=D\n"
        "plan||9|Dad to write|both||||table 1 row 5 cell 2 paragraph 2 Outcome=D\n");
}

/* Lines without numbers are shared out where the times say that there is one for each. */
static void lines_in_step(void **state) {
    (void)state;
    test_check_html(
        "<table><tr><th>Action<th>Who<th>By when<th>Measure<tr><td><p>Mum to call</p><p>Dad to "
        "call</p><td>Mum<br>Dad<td><p>1 May</p><p>8 May</p><td>Calls<tr><td><p>LB to call</p><p>GP "
        "to call</p><td>LB<br>GP<td>June<td><tr><td>Aunt to call<td>Aunt<br>Nan<td>July<br>August"
        "<td><tr><td><ul><li>Mum to go<li>Dad to go</ul><td>Both<td>- May<br><br>- June<td>1. "
        "x<br>2. y</table>",
        "plan||1|Mum to call|Mum|1 May|Calls||table 1 row 2 cell 1 paragraph 1\n"
        "plan||2|Dad to call|Dad|8 May|Calls||table 1 row 2 cell 1 paragraph 2\n"
        "plan||3|LB to call|LB/GP|June|||table 1 row 3 cell 1 paragraph 1\n"
        "plan||4|GP to call|LB/GP|June|||table 1 row 3 cell 1 paragraph 2\n"
        "plan||5|Aunt to call|Aunt/Nan|July/August|||table 1 row 4 cell 1\n"
        "plan||6|Mum to go|Both|May|x||table 1 row 5 cell 1 paragraph 1\n"
        "plan||7|Dad to go|Both|June|y||table 1 row 5 cell 1 paragraph 2\n");
}

static void lines_in_a_paragraph(void **state) {
    (void)state;
    test_check_html(
        "<table><tr><th>Action<th>Who"
        "<tr><td>Mum to call CAMHS about the referral<br>Dad to attend the group<td>a"
        "<tr><td>Mum to refer to<br>Early Help Hub North<td>b"
        "<tr><td>- Mum to go<br>&bull; Dad to go<br>&#x2612; LB to go<br>&#x2611; GP to go<td>c"
        "<tr><td>Mum to attend the<br>group at 10.30 a.m. every week<td>d</table>",
        "plan||1|Mum to call CAMHS about the referral|a||||table 1 row 2 cell 1 paragraph 1\n"
        "plan||2|Dad to attend the group|a||||table 1 row 2 cell 1 paragraph 2\n"
        "plan||3|Mum to refer to Early Help Hub North|b||||table 1 row 3 cell 1\n"
        "plan||4|Mum to go|c||||table 1 row 4 cell 1 paragraph 1\n"
        "plan||5|Dad to go|c||||table 1 row 4 cell 1 paragraph 2\n"
        "plan||6|LB to go|c||||table 1 row 4 cell 1 paragraph 3\n"
        "plan||7|GP to go|c||||table 1 row 4 cell 1 paragraph 4\n"
        "plan||8|Mum to attend the group at 10.30 a.m. every week|d||||table 1 row 5 cell 1\n");
}

static void headings_in_two_rows(void **state) {
    (void)state;
    test_check_html(
        "<table><tr><th rowspan=2>Outcome<th rowspan=2>Action<th colspan=2>Responsibility"
        "<tr><th>Who<th>By when<tr><td>A<td>Mum to call<td>Mum<td>May"
        "<tr><th>Outcome<th>Action<th colspan=2>Responsibility<tr><th><th><th>Who<th>By when"
        "<tr><td>B<td>Dad to call<td>Dad<td>June</table>",
        "plan||1|Mum to call|Mum|May|||table 1 row 3 cell 2 Outcome=A\n"
        "plan||2|Dad to call|Dad|June|||table 1 row 6 cell 2 Outcome=B\n");
    test_check_html(
        "<table><tr><th>What<th>Who<th>When<tr><th>needs to happen?<th>will do it?<th>by?"
        "<tr><td>Mum to call<td>Mum<td>May</table>",
        "plan||1|Mum to call|Mum|May|||table 1 row 3 cell 1\n");
}

static void tables_on_their_side(void **state) {
    (void)state;
    test_check_html("<table><tr><th>Outcome<td>A<tr><th>Action<td>Mum to call<tr><th>Who<td>Mum"
                    "<tr><th>By when<td>May<tr><th>Outcome<td>B<tr><th>Action<td>Dad to call"
                    "<tr><th>Who<td>Dad<tr><th>By when<td></table>",
                    "plan||1|Mum to call|Mum|May|||table 1 row 2 cell 2 Outcome=A\n"
                    "plan||2|Dad to call|Dad||||table 1 row 6 cell 2 Outcome=B\n");
    test_check_html("<table><tr><th>Action<td>Mum to call<td>Dad to call<tr><th>Who<td>Mum<td>Dad"
                    "<tr><th>By when<td>May<td>June</table>",
                    "plan||1|Mum to call|Mum|May|||table 1 row 1 cell 2\n"
                    "plan||2|Dad to call|Dad|June|||table 1 row 1 cell 3\n");
    test_check_html("<table><tr><th>Action<td>Mum to call<th>Who<td>Mum"
                    "<tr><th>By when<td>May<th>Success measure<td>Called</table>",
                    "plan||1|Mum to call|Mum|May|Called||table 1 row 1 cell 2\n");
}

/* Forms of pairs, one an action, that became one table: their columns do not meet, and cells
 * without text stand between them. */
static void forms_that_became_one_table(void **state) {
    (void)state;
    test_check_html("<table><tr><td>Action<td colspan=5>Mum to call"
                    "<tr><td>Responsible<td>Mum<td>Target date<td colspan=3>May"
                    "<tr><td colspan=2>Action<td colspan=4>School to ring each day"
                    "<tr><td colspan=2>Responsible<td><td>School<td>Target date<td>June"
                    "<tr><td>Action<td><td colspan=4>Dad to call"
                    "<tr><td>Responsible<td><td>Target date<td colspan=3>July</table>",
                    "plan||1|Mum to call|Mum|May|||table 1 row 1 cell 2\n"
                    "plan||2|School to ring each day|School|June|||table 1 row 3 cell 3\n"
                    "plan||3|Dad to call||July|||table 1 row 5 cell 3\n");
}

/* Columns of values of several blocks; a label over two columns is no value. */
static void several_columns_of_values(void **state) {
    (void)state;
    test_check_html(
        "<table><tr><td>Plan ID<td>P1<tr><td>Action<td>Mum to call<td>Dad to call<tr><td>Who<td>Mum"
        "<td>Dad<tr><td>Action<td>LB to call<td>GP to call<td>Aunt to "
        "call<tr><td>Who<td>LB</table>",
        "P1||1|Mum to call|Mum||||table 1 row 2 cell 2\n"
        "P1||2|LB to call|LB||||table 1 row 4 cell 2\n"
        "P1||3|Dad to call|Dad||||table 1 row 2 cell 3\n"
        "P1||4|GP to call|||||table 1 row 4 cell 3\n"
        "P1||5|Aunt to call|||||table 1 row 4 cell 4\n");
    test_check_html(
        "<table><tr><td colspan=2>Action<td>Mum to call<td>Dad to call<tr><td colspan=2>Who<td "
        "colspan=2>All</table>",
        "plan||1|Mum to call|All||||table 1 row 1 cell 3\n"
        "plan||2|Dad to call|All||||table 1 row 1 cell 4\n");
}

static void labels_with_numbers_begin_blocks(void **state) {
    (void)state;
    test_check_html(
        "<table><tr><td>Outcome 1<td>Be safe<tr><td>What needs to happen<td><ul><li>Dad to move "
        "out<li>LB to visit</ul><tr><td>Who<td>Dad, LB<tr><td>Outcome 2<td>Be well<tr><td>What "
        "needs "
        "to happen<td>Mum to call<tr><td>Who<td>Mum</table>",
        "plan||1|Dad to move out|Dad, LB||||table 1 row 2 cell 2 paragraph 1 Outcome=Be safe\n"
        "plan||2|LB to visit|Dad, LB||||table 1 row 2 cell 2 paragraph 2 Outcome=Be safe\n"
        "plan||3|Mum to call|Mum||||table 1 row 5 cell 2 Outcome=Be well\n");
}

static void a_lone_heading(void **state) {
    (void)state;
    test_check_html(
        "<table><tr><th>What are we worried about?<th>What is working well?"
        "<th>What needs to happen?<tr><td>Much<td>Little<td><p>Mum to call<p>Dad to call</table>",
        "plan||1|Mum to call|||||table 1 row 2 cell 3 paragraph 1 What are we worried "
        "about?=Much What is working well?=Little\n"
        "plan||2|Dad to call|||||table 1 row 2 cell 3 paragraph 2 What are we worried "
        "about?=Much What is working well?=Little\n");
    test_check_html(
        "<table><tr><th>What are we worried about?<td>Much is amiss here, and has been"
        "<tr><th>What needs to happen?<td><ul><li>Mum to call<li>Dad to call</ul></table>",
        "plan||1|Mum to call|||||table 1 row 2 cell 2 paragraph 1 What are we worried "
        "about?=Much is amiss here, and has been\n"
        "plan||2|Dad to call|||||table 1 row 2 cell 2 paragraph 2 What are we worried "
        "about?=Much is amiss here, and has been\n");
}

static void nested_tables(void **state) {
    (void)state;
    test_check_html("<table><tr><td>Child in Need Plan<tr><td><table><tr><th>Action<th>Who"
                    "<tr><td>Mum to call<td>Mum</table></table>",
                    "plan||1|Mum to call|Mum||||table 2 row 2 cell 1\n");
    test_check_html(
        "<table><tr><th>Outcome<th>Action<th>Who<tr><td>A<td><table><tr><th>Action<th>By "
        "when<tr><td>Mum to call<td>May</table><td>Mum<tr><td>B<td><table><tr><td>Dad to "
        "call</table><td>Dad</table>",
        "plan||1|Mum to call||May|||table 2 row 2 cell 1\n"
        "plan||2|Dad to call|Dad||||table 1 row 3 cell 2 Outcome=B\n");
}

static void an_action_over_several_rows(void **state) {
    (void)state;
    test_check_html("<table><tr><th>Action<th>Who<th>By when"
                    "<tr><td rowspan=2>Mum and dad to call<td>Mum<td rowspan=2>May<tr><td>Dad"
                    "<tr><td>LB to visit<td>LB<td>June</table>",
                    "plan||1|Mum and dad to call|Mum/Dad|May|||table 1 row 2 cell 1\n"
                    "plan||2|LB to visit|LB|June|||table 1 row 4 cell 1\n");
}

static void tables_that_are_not_the_plan(void **state) {
    (void)state;
    test_check_html(
        "<table><tr><th>Name<th>Relationship<th>Lead<tr><td>A<td>Mum<td>no</table>"
        "<h2>Review of previous plan</h2><table><tr><th>Action<th>Who"
        "<tr><td>Mum to call<td>Mum</table>"
        "<h2>New plan</h2><table><tr><th>Action<th>Who<tr><td>Dad to call<td>Dad</table>",
        "plan||1|Dad to call|Dad||||table 3 row 2 cell 1\n");
    test_check_html(
        "<table><tr><th>Agency<th>Lead<th>Activity<tr><td>School<td>Ms K<td>Breakfast club</table>"
        "<table><tr><th>Worry<th>Who<th>When<tr><td>Drink<td>Dad<td>weekends</table>"
        "<table><tr><th>Activity<th>Who<th>When<tr><td>Call the GP<td>Mum<td>May</table>",
        "plan||1|Call the GP|Mum|May|||table 3 row 2 cell 1\n");
    test_check_html(
        "<table><tr><th>Name<th>Role<tr><td>LB<td>Social worker</table>",
        "! no action was found: 1 table seen, 0 of them with a heading for the action; name "
        "it with --columns action=HEADING\n");
}

static void an_empty_template(void **state) {
    (void)state;
    test_check_html(
        "<p>Plan ID: 7</p><table><tr><th>Action<th>Who<tr><td><td><tr><td>&nbsp;<td>-</table>",
        "7||||||||paragraph 1\n");
    test_check_html(
        "<table><tr><th>Action<th>Who<tr><td>Click or tap here to enter text.<td>LB</table>",
        "! table 1 row 2: the row is left out: it has no action, but says who, by when or how "
        "measured\n");
}

static void lists_under_a_heading(void **state) {
    (void)state;
    test_check_html(
        "<h1>Plan for [Child A]</h1><h2>Present</h2><ul><li>Mum<li>LB</ul>"
        "<h2>Next steps</h2><p>We agreed the following:</p>"
        "<ul><li>Mum to call the GP (who: Mum; by when: 3 May)<li>Dad will:<ul><li>attend the "
        "group</ul></ul><p>The plan was good.</p><h3>Health</h3><ul><li>LB to "
        "visit</ul><h2>Notes</h2><ul><li>Mum was late</ul>",
        "plan||1|Mum to call the GP|Mum|3 May|||paragraph 7\n"
        "plan||2|Dad will attend the group|||||paragraph 9\n"
        "plan||3|LB to visit|||||paragraph 12\n");
    test_check_html(
        "<p><b>What needs to happen?</b></p><p>Mum to call the GP.</p><p>Who: Mum</p>"
        "<p>By when: May</p><p>Dad to call.</p><p><b>Views of the child</b></p><p>Happy.</p>",
        "plan||1|Mum to call the GP.|Mum|May|||paragraph 2\n"
        "plan||2|Dad to call.|||||paragraph 5\n");
    test_check_html(
        "<p>Actions:</p><p>1. Mum to call</p><p>2. Dad to call</p><p>Date of next review: "
        "May</p><p>Signed:</p><p>LB</p>",
        "plan||1|Mum to call|||||paragraph 2\nplan||2|Dad to call|||||paragraph 3\n");
}

static void actions_with_labels(void **state) {
    (void)state;
    test_check_html(
        "<p><b>Action 1:</b> Mum to call the GP</p><p><b>Who:</b> Mum</p><p><b>By when:</b> May</p>"
        "<p><b>Action 2:</b> Dad to call</p><p>Who: Dad</p><p>Review date: June</p>",
        "plan||1|Mum to call the GP|Mum|May|||paragraph 1\n"
        "plan||2|Dad to call|Dad||||paragraph 4\n");
    test_check_html(
        "<table><tr><td>Action 1<td>Mum to call<tr><td>Who<td>Mum<tr><td>Action 2<td>Dad to "
        "call<tr><td>Who<td>Dad</table>",
        "plan||1|Mum to call|Mum||||table 1 row 1 cell 2\n"
        "plan||2|Dad to call|Dad||||table 1 row 3 cell 2\n");
}

/* In minutes an action stands on the line of its label, and talk goes on behind it. */
static void actions_in_minutes(void **state) {
    (void)state;
    test_check_html(
        "<h1>Minutes</h1><p>1. School</p><p>Action: LB to call the GP</p><p>Attendance is 71%.</p>"
        "<p>2. Health</p><p>Action: Mum to see the dentist</p><p>By when: May</p><p>3. Any other "
        "business</p><ul><li>Dad came late</ul><p>ACTION \xE2\x80\x93 Aunt to call</p><p>None.</p>",
        "plan||1|LB to call the GP|||||paragraph 3\n"
        "plan||2|Mum to see the dentist||May|||paragraph 6\n"
        "plan||3|Aunt to call|||||paragraph 10\n");
    test_check_html(
        "<p>School said attendance is 71%. ACTION \xE2\x80\x93 LB to call the GP</p><p>Teeth. "
        "<b>ACTION:</b> Mum to see the dentist</p><ul><li>Late. Action: Dad to come</ul><p>The "
        "action "
        "- as was said - is done. Actions speak: loudly.</p>",
        "plan||1|LB to call the GP|||||paragraph 1\n"
        "plan||2|Mum to see the dentist|||||paragraph 2\n"
        "plan||3|Dad to come|||||paragraph 3\n");
    test_check_html(
        "<p>Actions: Mum to call</p><ul><li>Dad to call</ul><p>Well done.</p>"
        "<p>Action: Mum will:</p><ul><li>go<li>come</ul><p>Next steps: 1. Aunt to call</p>"
        "<p>2. LB to call</p><p>Thanks.</p>",
        "plan||1|Mum to call|||||paragraph 1\n"
        "plan||2|Dad to call|||||paragraph 2\n"
        "plan||3|Mum will go|||||paragraph 5\n"
        "plan||4|Mum will come|||||paragraph 6\n"
        "plan||5|Aunt to call|||||paragraph 7\n"
        "plan||6|LB to call|||||paragraph 8\n");
    test_check_html("<p>Outcome 1: Safe</p><p>Action 1: Dad to move out</p><p>Responsible: Dad</p>"
                    "<p>Outcome 2: Learning</p><p>Action 1: School to meet mum</p><p>Parents' "
                    "comments</p><p>I agree</p>",
                    "plan||1|Dad to move out|Dad||||paragraph 2\n"
                    "plan||2|School to meet mum|||||paragraph 5\n");
    test_check_html("<h2>Actions</h2><p>Action 1: Mum to call</p><p>Dad to call</p>",
                    "plan||1|Mum to call|||||paragraph 2\nplan||2|Dad to call|||||paragraph 3\n");
}

/* What a letter or mail says was agreed, as far as it is a list. */
static void actions_in_letters(void **state) {
    (void)state;
    test_check_html(
        "<p>Our ref: CIN-401</p><p>Dear Ms Example,</p><p>At the meeting we agreed that:</p>"
        "<p>1. You will see the GP.</p><p>2. I will refer you.</p><p>We meet again on 15 April.</p>"
        "<p>3. Yours</p>",
        "CIN-401||1|You will see the GP.|||||paragraph 4\n"
        "CIN-401||2|I will refer you.|||||paragraph 5\n");
    test_check_html("<p>Thank you. This is what was agreed with you at the meeting:</p><ul><li>You "
                    "will see the GP.<li>I will ring.</ul><p>Please call.</p><ul><li>Bus 7</ul>",
                    "plan||1|You will see the GP.|||||paragraph 2\n"
                    "plan||2|I will ring.|||||paragraph 3\n");
    test_check_html("<p>Dear Ms Example, we agreed the following:<br>- You will see the GP<br>- I "
                    "will ring<br>Kind regards<br>LB</p>",
                    "plan||1|You will see the GP|||||paragraph 1\n"
                    "plan||2|I will ring|||||paragraph 1\n");
    test_check_html("<p>At the last meeting we agreed that:</p><ul><li>You will see the GP.</ul>"
                    "<p>These worries were not agreed by all:</p><ul><li>Bed times</ul>"
                    "<p>We all agreed that things are better.</p><p>You will come.</p>",
                    "! no action was found: 0 tables seen, 0 of them with a heading for "
                    "the action; name it with --columns action=HEADING\n");
}

/* Labels with their values in the cells of a form; and what each agrees to. */
static void forms_and_agreements(void **state) {
    (void)state;
    test_check_html(
        "<table><tr><td colspan=2>Outcome: Safe<tr><td colspan=2>Action: Mum to change the locks"
        "<tr><td>Responsible: Mum<td>By when: May</table>",
        "plan||1|Mum to change the locks|Mum|May|||table 1 row 2 cell 1\n");
    test_check_html("<h2>Mum agrees to</h2><ol><li>ring LB<li>see the GP</ol><p>Signed</p>"
                    "<h2>The local authority will:</h2><ul><li>visit every two weeks</ul>"
                    "<h2>What school will say</h2><ul><li>Well done</ul>",
                    "plan||1|Mum agrees to ring LB|||||paragraph 2\n"
                    "plan||2|Mum agrees to see the GP|||||paragraph 3\n"
                    "plan||3|The local authority will visit every two weeks|||||paragraph 6\n");
    test_check_html("<p>Actions from the meeting:</p><ul><li>School to write</ul><p><b>Actions</b>"
                    "</p><p>None at this time.</p>",
                    "plan||1|School to write|||||paragraph 2\n");
}

/* The first heading of SMART is the action's, and "Measurable" then no verdict. */
static void smart_columns(void **state) {
    (void)state;
    test_check_html(
        "<table><tr><th>Specific<th>Measurable<th>Achievable<th>Relevant<th>Time-bound<tr><td>Mum "
        "to "
        "go to the group<td>All ten sessions<td>Yes<td>Yes<td>By June</table>",
        "plan||1|Mum to go to the group||By June|All ten sessions||table 1 row 2 cell 1 "
        "Achievable=Yes Relevant=Yes\n");
}

/* Tables that are made of div elements, cards of labels and values, and lists of terms. */
static void pages_of_boxes(void **state) {
    (void)state;
    test_check_html(
        "<div><div>Plan "
        "ID</div><div>P-3</div></div><div><div><div>Action</div><div>Who</div><div>By "
        "when</div></div><div><div><div>Mum to "
        "call</div></div><div>Mum</div><div>May</div></div><div>"
        "<div><p>LB to visit</p><p>Dad to ring</p></div><div></div><div>June</div></div></div>"
        "<div>Signed</div>",
        "P-3||1|Mum to call|Mum|May|||table 2 row 2 cell 1\n"
        "P-3||2|LB to visit||June|||table 2 row 3 cell 1 paragraph 1\n"
        "P-3||3|Dad to ring||June|||table 2 row 3 cell 1 paragraph 2\n");
    test_check_html(
        "<div><div>Action</div><div>Mum to call</div><div>Who</div><div>Mum</div></div><div><div>"
        "Action</div><div>LB to visit</div><div>Who</div><div></div></div>",
        "plan||1|Mum to call|Mum||||table 1 row 1 cell 2\n"
        "plan||2|LB to visit|||||table 1 row 3 cell 2\n");
    test_check_html(
        "<dl><dt>Plan reference<dd>P-4</dl><dl><dt>Action<dd>Mum to call<dt>Who<dd>Mum</dl>"
        "<div><div>Action plan</div><div>Reviewed in May</div></div>",
        "P-4||1|Mum to call|Mum||||table 2 row 1 cell 2\n");
    test_check_html("<h2>Actions</h2><div><ul><li><div>Mum to call</div><li>LB to visit</ul></div>"
                    "<div><div>Views</div><div>Good</div></div>",
                    "plan||1|Mum to call|||||paragraph 2\nplan||2|LB to visit|||||paragraph 3\n");
}

static void a_title_is_no_heading_of_actions(void **state) {
    (void)state;
    test_check_html(
        "<h2>Actions for the school</h2><ul><li>School to call</ul><h2>Support for mum</h2><ul><li>"
        "Aunt</ul>",
        "plan||1|School to call|||||paragraph 2\n");
    test_check_html(
        "<h1>Action Plan</h1><h2>Present</h2><ul><li>Mum<li>LB</ul><h2>Summary</h2><ul><li>A hard "
        "year</ul><h2>Actions</h2><ul><li>Mum to call</ul>",
        "plan||1|Mum to call|||||paragraph 8\n");
    test_check_html("<h1>Actions</h1><h2>Health</h2><ul><li>Mum to call</ul>",
                    "plan||1|Mum to call|||||paragraph 3\n");
}

static void hints_in_headings(void **state) {
    (void)state;
    test_check_html(
        "<table><tr><th><p>Action</p><p>What exactly will be done? Write one action in each row, "
        "as "
        "clearly as you can, so that all can see whether it was done</p><th>Who (name the person "
        "and "
        "the agency that they work for, and do not write all professionals or the core group)"
        "<th>By when<tr><td>Mum to call<td>Mum<td>May</table>",
        "plan||1|Mum to call|Mum|May|||table 1 row 2 cell 1\n");
}

static void a_hint_makes_no_second_row_of_headings(void **state) {
    (void)state;
    test_check_html(
        "<table><tr><th>Action<br>write one in each row<th>Who<br>name them<tr><td>Mum to call<td>"
        "Mum</table>",
        "plan||1|Mum to call|Mum||||table 1 row 2 cell 1\n");
}

static void fields_of_the_plan(void **state) {
    (void)state;
    test_check_html("<table><tr><td>Case reference<td>C9<td>Local authority<td>Exampleshire"
                    "<tr><td>Plan date<td>1 May 2024<td>Worker<td>LB</table>"
                    "<table><tr><th>Action<th>Who<tr><td>Mum to call<td>Mum</table>",
                    "C9|Exampleshire|1|Mum to call|Mum|||1 May 2024|table 2 row 2 cell 1\n");
    test_check_html(
        "<table><tr><td>Plan ID<td>Date of plan<tr><td>P3<td>2 May"
        "<tr><th>Action<th>Who<tr><td>Mum to call<td>Mum</table><p>Authority: North</p>",
        "P3|North|1|Mum to call|Mum|||2 May|table 1 row 4 cell 1\n");
    test_check_html("<p>Case ref: C1\tPlan ID: P1 | Council: North</p>"
                    "<table><tr><th>Action<th>Who<tr><td>Mum to call<td>Mum</table>",
                    "P1|North|1|Mum to call|Mum||||table 1 row 2 cell 1\n");
    test_check_html("<table><tr><th>Reference<th>Child<th>Social worker<tr><td>C9<td>[Child A]"
                    "<td>LB</table><table><tr><th>Action<th>Who<tr><td>Mum to call<td>Mum</table>",
                    "C9||1|Mum to call|Mum||||table 2 row 2 cell 1\n");
    test_check_html("<p>Plan ID: P1</p><p>Child's reference: 77</p>"
                    "<table><tr><th>Ref<th>Action<th>Who<tr><td>a<td>Mum to call<td>Mum</table>"
                    "<p>Our ref: 78</p>",
                    "P1||1|Mum to call|Mum||||table 1 row 2 cell 2 Ref=a\n");
}

/* A number behind a label of the plan is its value, and what stands in the next cell, or below, is
 * another label or a heading. */
static void ids_of_figures(void **state) {
    static const struct {
        const char *fields, *id;
    } cases[] = {
        {"<tr><td colspan=2>Plan ID: 4471", "4471"},
        {"<tr><td colspan=2>Case ref 31", "31"},
        {"<tr><td>Case number:<td>31", "31"},
        {"<tr><td>Case number: 31<td>DOB: 4/6/15", "31"},
        {"<tr><td>Case number: 31<td>Name: [Child A]", "31"},
        {"<tr><td>Case number: 31<td>Date of plan: 1 May 2025", "31"},
        {"<tr><td>Case number: 31 &nbsp; Team: North<td>Team: North", "31"},
        {"<tr><td>Plan ID 31<td>[Worker A]", "31"},
        {"<tr><td>Case number<td>Name: [Child A]", "plan"},
        {"<tr><td>Case number<td>to be confirmed", "plan"},
        {"<tr><td>Case number<td>31 (draft)", "31 (draft)"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char page[512], expected[256];
        bool date = strstr(cases[i].fields, "Date") != NULL;
        snprintf(page, sizeof page,
                 "<table>%s<tr><th>Action<th>Who<tr><td>Mum to call<td>Mum</table>",
                 cases[i].fields);
        snprintf(expected, sizeof expected, "%s||1|Mum to call|Mum|||%s|table 1 row 3 cell 1\n",
                 cases[i].id, date ? "1 May 2025" : "");
        test_check_html(page, expected);
    }
    test_check_html("<p>Case number 31</p><p>Authority: Action</p>"
                    "<table><tr><th>Action<th>Who<tr><td>Mum to call<td>Mum</table>",
                    "31||1|Mum to call|Mum||||table 1 row 2 cell 1\n");
}

static void several_plans(void **state) {
    (void)state;
    test_check_html(
        "<p>Plan ID: P1</p><p>Authority: North</p><table><tr><th>Action<th>Who<tr><td>Mum "
        "to call<td>Mum</table><p>Plan ID: P2</p><table><tr><th>Action<th>Who<tr><td>Dad "
        "to call<td>Dad</table>",
        "P1|North|1|Mum to call|Mum||||table 1 row 2 cell 1\n"
        "P2|North|1|Dad to call|Dad||||table 2 row 2 cell 1\n");
    test_check_html(
        "<p>Child's name: [Child A]</p><table><tr><th>Action<th>Who<tr><td>Mum to call<td>"
        "Mum</table><p>Child's name: [Child B]</p><table><tr><th>Action<th>Who<tr><td>Dad to "
        "call<td>Dad</table>",
        "plan:plan 1||1|Mum to call|Mum||||table 1 row 2 cell 1\n"
        "plan:plan 2||1|Dad to call|Dad||||table 2 row 2 cell 1\n");
    test_check_html(
        "<h1>Child in need plan for [Child A]</h1><table><tr><th>Action<th>Who<tr><td>Mum to "
        "call<td>Mum</table><h1>Child in need plan for [Child "
        "B]</h1><table><tr><th>Action<th>Who<tr><td>"
        "Dad to call<td>Dad</table><h1>Contact</h1><p>Us</p>",
        "plan:plan 1||1|Mum to call|Mum||||table 1 row 2 cell 1\n"
        "plan:plan 2||1|Dad to call|Dad||||table 2 row 2 cell 1\n");
    test_check_html(
        "<table><tr><th>Plan ID<th>No<th>Action<th>Who<tr><td>P1<td>4<td>Mum to call<td>Mum"
        "<tr><td>P2<td>5<td>Dad to call<td>Dad</table>",
        "P1||4|Mum to call|Mum||||table 1 row 2 cell 3\n"
        "P2||5|Dad to call|Dad||||table 1 row 3 cell 3\n");
}

/* As in a table of text; what is no id names no plan. */
static void plans_without_actions_in_a_table(void **state) {
    (void)state;
    test_check_html(
        "<table><tr><th>Plan ID<th>Action<th>Who<tr><td>P1<td>Mum to call<td>Mum<tr><td>P2<td>"
        "<td><tr><td>P3<td><td><tr><td>P3<td>Dad to call<td>Dad<tr><td>As exported by the case "
        "system in May 2024<td><td><tr><td>P1<td><td><tr><td>P4</table>",
        "P1||1|Mum to call|Mum||||table 1 row 2 cell 2\n"
        "P2||||||||table 1 row 3\n"
        "P3||1|Dad to call|Dad||||table 1 row 5 cell 2\n"
        "P4||||||||table 1 row 8\n");
    test_check_html(
        "<table><tr><th>Plan ID<th>Action 1<th>Who 1<th>Action 2<th>Who 2<tr><td>P1<td>Mum to "
        "call<td>Mum<td><td><tr><td>P2<td><td><td><td></table>",
        "P1||1|Mum to call|Mum||||table 1 row 2 cell 2\n"
        "P2||||||||table 1 row 3\n");
}

static void a_timeframe_of_all_actions(void **state) {
    (void)state;
    test_check_html(
        "<table><tr><th>Action<th>By when<tr><td>Mum to call<td>May<tr><td>Dad to call<td>"
        "</table><p>All actions to be completed by the next review meeting.</p>",
        "plan||1|Mum to call||May|||table 1 row 2 cell 1\n"
        "plan||2|Dad to call||by the next review meeting|||table 1 row 3 cell 1 "
        "by_when_from=paragraph 1\n");
    test_check_html(
        "<p>Timescale for all actions: three months</p><table><tr><th>Action<th>Who<tr><td>"
        "Dad to review all actions by May<td>Dad</table>",
        "plan||1|Dad to review all actions by May|Dad|three months|||table 1 row 2 cell 1 "
        "by_when_from=paragraph 1\n");
}

static void numbers_of_a_layout_are_not_kept(void **state) {
    (void)state;
    test_check_html("<table><tr><th>No.<th>Action<th>Who<tr><td>1<td>Mum to call<td>Mum</table>"
                    "<table><tr><th>No.<th>Action<th>Who<tr><td>1<td>Dad to call<td>Dad</table>",
                    "plan||1|Mum to call|Mum||||table 1 row 2 cell 2\n"
                    "plan||2|Dad to call|Dad||||table 2 row 2 cell 2\n");
}

static void bands_between_rows(void **state) {
    (void)state;
    test_check_html("<table><tr><td colspan=3>Plan ID: P5<tr><th>Action<th>Who<th>By when"
                    "<tr><td colspan=3>Outcome 1: safe at home<tr><td>Mum to call<td>Mum<td>May"
                    "<tr><td colspan=3>Outcome 2: well<tr><td>Dad to call<td>Dad<td>June</table>",
                    "P5||1|Mum to call|Mum|May|||table 1 row 4 cell 1\n"
                    "P5||2|Dad to call|Dad|June|||table 1 row 6 cell 1\n");
}

/* In one grid, below the actions, stand headings of others in other columns. */
static void headings_in_other_columns(void **state) {
    static const struct {
        const char *above, *below;
    } cases[] = {
        {"<th>Action<th>Who<th>By when<th>Done", "<th>Outcome<th>Actions required<th>Lead<th>Due"},
        {"<th>Action<th>Who<th>By when<th>Done", "<td>Ref<td>Action<td>Who<td>By when"},
        {"<th>Action<th>Who<th>By when<th>Done", "<td>Need<td>Action<td>Who<td>By when"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char page[512], expected[512], first[16];
        snprintf(page, sizeof page,
                 "<table><tr>%s<tr><td>Mum to call<td>Mum<td>May<td>Yes<tr>%s"
                 "<tr><td>safe<td>Dad to call<td>Dad<td>June</table>",
                 cases[i].above, cases[i].below);
        sscanf(cases[i].below + 4, "%15[A-Za-z]", first);
        snprintf(expected, sizeof expected,
                 "plan||1|Mum to call|Mum|May|||table 1 row 2 cell 1 Done=Yes\n"
                 "plan||2|Dad to call|Dad|June|||table 1 row 4 cell 2 %s=safe\n",
                 first);
        test_check_html(page, expected);
    }
    test_check_html("<table><tr><th>Action<th>Who<th>By when<tr><td>Mum to call<td>Mum<td>May"
                    "<tr><td>Who<td>Action<td>By when<tr><td>Dad<td>Dad to call<td>June"
                    "<tr><td>Mum<td>Next steps<td>soon</table>",
                    "plan||1|Mum to call|Mum|May|||table 1 row 2 cell 1\n"
                    "plan||2|Dad to call|Dad|June|||table 1 row 4 cell 2\n"
                    "plan||3|Next steps|Mum|soon|||table 1 row 5 cell 2\n");
}

#define TWO_ACTIONS                                                                                \
    "<table><tr><th>Need<th>Action<th>Who<th>By when<tr><td>A<td>Mum to call<td>Mum<td>May"        \
    "<tr><td colspan=4>Need 2<tr><td>B<td>Dad to call<td>Dad<td>June"
#define TWO_FOUND                                                                                  \
    "plan||1|Mum to call|Mum|May|||table 1 row 2 cell 2 Need=A\n"                                  \
    "plan||2|Dad to call|Dad|June|||table 1 row 4 cell 2 Need=B\n"

/* Below the actions of one grid stand signatures, attendees, the next meeting, comments. */
static void other_parts_below_the_actions(void **state) {
    static const char *const below[] = {
        "<tr><td colspan=4>PART C: SIGN OFF<tr><td>Mother<td>LB<td>Date<td>May",
        "<tr><td colspan=4>Signatures<tr><td>Name<td>Signature<td>Date<td><tr><td>LB<td>LB<td>May",
        "<tr><td colspan=4>Signatures<tr><td>Mum<td>LB<td><td>May<tr><td colspan=4>I agree"
        "<tr><td>Dad<td>JB<td><td>May",
        "<tr><td>Name<td>Role<td>Attended<td><tr><td>LB<td>Social worker<td>Yes<td>",
        "<tr><td><td>Name<td>Role / relationship<td>Signature<tr><td><td>LB<td>Aunt<td>LB",
        "<tr><td>Date of next meeting<td>22 April 2025<td><td>",
        "<tr><td>Date and time of next review:<td colspan=3>22 April 2025 at ten",
        "<tr><td>Parent\xE2\x80\x99s comments<td colspan=3>I want the visits to stop",
        "<tr><td>Manager's decision<td colspan=3>Plan to continue, and to be looked at in May",
        "<tr><td>Comments<td><td><td><tr><td>Mum<td>I want the visits to stop<td><td>",
        "<tr><td colspan=4>What if things go wrong?<tr><td>Drink<td>Mum to ring 999<td>Mum<td>now",
        "<tr><td colspan=4>Actions from the last meeting<tr><td>C<td>Aunt to call<td>Aunt<td>May",
    };
    static const char *const kept[] = {
        "<tr><td>Attendance<td>Aunt to call<td>Aunt<td>May",
        "<tr><td>Next review: none<td>Aunt to call<td>Aunt<td>May",
        "<tr><td>Comments: none<td><td><td><tr><td>C<td>Aunt to call<td>Aunt<td>May",
        "<tr><td colspan=4>Need 3: views<tr><td>C<td>Aunt to call<td>Aunt<td>May",
        "<tr><td>Comments<td><td><td><tr><td colspan=4>Need 3<tr><td>C<td>Aunt to call<td>Aunt"
        "<td>May",
    };
    static const size_t row[] = {5, 5, 6, 6, 7};
    (void)state;
    for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
        char page[1024];
        snprintf(page, sizeof page, TWO_ACTIONS "%s</table>", below[i]);
        test_check_html(page, TWO_FOUND);
    }
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        char page[1024], expected[512];
        snprintf(page, sizeof page, TWO_ACTIONS "%s</table>", kept[i]);
        snprintf(expected, sizeof expected,
                 TWO_FOUND "plan||3|Aunt to call|Aunt|May|||table 1 row %zu cell 2 Need=%s\n",
                 row[i],
                 i == 0   ? "Attendance"
                 : i == 1 ? "Next review: none"
                          : "C");
        test_check_html(page, expected);
    }
}

/* One sheet, or one grid, holds what became of the last plan and the next one. */
static void bands_of_an_earlier_plan(void **state) {
    (void)state;
    test_check_html("<table><tr><td colspan=3>Progress against the current plan"
                    "<tr><th>Action<th>Who<th>By when<tr><td>Mum to call<td>Mum<td>May"
                    "<tr><td colspan=3>Updated plan<tr><th>Need<th>Action<th>Who"
                    "<tr><td>A<td>Dad to call<td>Dad</table>",
                    "plan||1|Dad to call|Dad||||table 1 row 6 cell 2 Need=A\n");
    test_check_html("<table><tr><td colspan=3>Review of progress<tr><td colspan=3>New plan"
                    "<tr><th>Need<th>Action<th>Who<tr><td>A<td>Dad to call<td>Dad</table>",
                    "plan||1|Dad to call|Dad||||table 1 row 4 cell 2 Need=A\n");
}

#define PLAN_TABLE "<h2>Our plan</h2><table><tr><th>Action<th>Who<tr><td>Mum to call<td>Mum</table>"

/* Tables that have headings of actions, and tell of contingencies, events, services. */
static void tables_of_other_parts(void **state) {
    static const char *const others[] = {
        "<h2>Contingency plan</h2><table><tr><th>Concern<th>Action to be taken<th>By whom",
        "<h2>If needed</h2><table><tr><th>If this happens<th>What will happen<th>Who",
        "<h2>Later</h2><table><tr><th>What might go wrong?<th>What will we do?<th>Who?",
        "<h2>Safety plan</h2><table><tr><th>Trigger<th>Action<th>Who",
        "<h2>What if the plan does not work?</h2><table><tr><th>Worry<th>Action<th>Who",
        "<h2>What will happen if things do not get better?</h2><table><tr><th>Now<th>Action<th>Who",
        "<h2>Chronology</h2><table><tr><th>Event<th>Action<th>By whom",
        "<h2>Services</h2><table><tr><th>Service<th>Intervention<th>Frequency",
        "<h2>Key dates</h2><table><tr><th>When<th>What<th>Who",
        "<h2>Assessments</h2><table><tr><th>Assessment<th>Recommendation<th>Lead",
        "<h2>Family time</h2><table><tr><th>When<th>What<th>Who with",
        "<p>Family time</p><table><tr><th>When<th>What<th>Who with",
        "<h2>Progress against the current plan</h2><table><tr><th>Need<th>Action<th>Who",
        "<h2>Actions from the previous meeting</h2><table><tr><th>Need<th>Action<th>Who",
        "<h2>Matters arising</h2><table><tr><th>Action<th>Who<th>Completed?",
        "<h2>Review of progress</h2><table><tr><th>Need<th>Action<th>Who",
        "<h2>What has happened since the last meeting?</h2><table><tr><th>Need<th>Action<th>Who",
    };
    static const char *const kept[] = {
        "<h2>Safety plan</h2><table><tr><th>Worry<th>Action<th>Who",
        "<h2>Services</h2><table><tr><th>Need<th>Action<th>Who",
        "<h2>Matters arising</h2><table><tr><th>Item<th>Action<th>Who",
        "<p>Much has changed since the last meeting.</p><table><tr><th>Need<th>Action<th>Who",
        "<p>If things change, call us.</p><table><tr><th>Need<th>Action<th>Who",
        "<h2>Plan and contingency plan</h2><table><tr><th>Need<th>Action<th>Who",
        "<h2>Family history</h2><h2>Plan</h2><table><tr><th>Need<th>Action<th>Who",
        "<h2>Family history</h2><h3>Actions</h3><table><tr><th>Need<th>Action<th>Who",
    };
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        char page[512];
        snprintf(page, sizeof page,
                 "<h1>Plan</h1>%s<tr><td>Drink<td>Dad to call<td>Dad</table>" PLAN_TABLE,
                 others[i]);
        test_check_html(page, "plan||1|Mum to call|Mum||||table 2 row 2 cell 1\n");
    }
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        char page[512];
        static found_text found;
        const char *path = test_path("plan.html");
        snprintf(page, sizeof page,
                 "<h1>Plan</h1>%s<tr><td>Drink<td>Dad to call<td>Dad</table>" PLAN_TABLE, kept[i]);
        test_write(path, page, strlen(page));
        test_read(path, NULL, &found);
        assert_int_equal(found.counts.actions, 2);
    }
}

static void several_actions_in_a_row(void **state) {
    (void)state;
    test_check_html(
        "<table><tr><th>Plan ID<th>Action 1<th>Who 1<th>By when 1<th>Note 1<th>Action 2<th>Who 2"
        "<th>By when 2<tr><td>P1<td>Mum to call<td>Mum<td>May<td>x<td>Dad to call<td>Dad<td>June"
        "<tr><td>P2<td>Aunt to call<td>Aunt<td>July<td><td><td><td></table>",
        "P1||1|Mum to call|Mum|May|||table 1 row 2 cell 2 Note=x\n"
        "P1||2|Dad to call|Dad|June|||table 1 row 2 cell 6\n"
        "P2||1|Aunt to call|Aunt|July|||table 1 row 3 cell 2\n");
    test_check_html(
        "<table><tr><th>Outcome<th>What parents will do<th>What school will do<th>By when"
        "<tr><td>A<td>Mum to call<td><ul><li>Head to call<li>LB to write</ul><td>May"
        "<tr><td>B<td>Dad to call<td><td>June</table>",
        "plan||1|Mum to call||May|||table 1 row 2 cell 2 Outcome=A\n"
        "plan||2|Head to call||May|||table 1 row 2 cell 3 paragraph 1 Outcome=A\n"
        "plan||3|LB to write||May|||table 1 row 2 cell 3 paragraph 2 Outcome=A\n"
        "plan||4|Dad to call||June|||table 1 row 3 cell 2 Outcome=B\n");
}

/* An export says a plan's id on its first row. */
static void ids_that_are_said_once(void **state) {
    (void)state;
    test_check_html(
        "<table><tr><th>Plan ID<th>Authority<th>Action<th>Who<tr><td>P1<td>North<td>Mum to call"
        "<td>Mum<tr><td><td><td>Dad to call<td>Dad<tr><td>P2<td>South<td>LB to call<td>LB"
        "<tr><th>Need<th>Plan ID<th>Action<th>Who<tr><td>A<td><td>Aunt to call<td>Aunt</table>",
        "P1|North|1|Mum to call|Mum||||table 1 row 2 cell 3\n"
        "P1|North|2|Dad to call|Dad||||table 1 row 3 cell 3\n"
        "P2|South|1|LB to call|LB||||table 1 row 4 cell 3\n"
        "plan||1|Aunt to call|Aunt||||table 1 row 6 cell 3 Need=A\n");
}

static void actions_of_somebody(void **state) {
    (void)state;
    test_check_html(
        "<h1>Plan</h1><h2>What you will do</h2><ul><li>Mum to call</ul><h2>Mum's actions</h2><ul>"
        "<li>Mum to go</ul><p><b>What the school will do:</b></p><ul><li>Head to call</ul>"
        "<h2>Mum's needs</h2><ul><li>Sleep</ul><h2>Plan of action</h2><p>Aunt to call</p>",
        "plan||1|Mum to call|||||paragraph 3\nplan||2|Mum to go|||||paragraph 5\n"
        "plan||3|Head to call|||||paragraph 7\nplan||4|Aunt to call|||||paragraph 11\n");
    test_check_html(
        "<p>What I will do:</p><p>Go to the GP with Mum</p><p>Kind regards,</p><p>LB</p>",
        "plan||1|Go to the GP with Mum|||||paragraph 2\n");
}

/* A value may span columns, and the fields of the plan stand above in any of them. */
static void on_its_side_below_fields(void **state) {
    (void)state;
    test_check_html(
        "<table><tr><td>Name<td>[Child A]<td>Plan ID<td>F-220<tr><td>Need<td colspan=3>Sleep"
        "<tr><td>Actions to achieve outcome<td colspan=3>Mum to call<tr><td>Who is responsible?"
        "<td colspan=3>Mum<tr><td>Timescale<td colspan=3>May</table>",
        "F-220||1|Mum to call|Mum|May|||table 1 row 3 cell 2 Need=Sleep\n");
}

/* Headings of templates, each with the others that it stands beside. */
static void headings_of_templates(void **state) {
    static const struct {
        const char *headings, *found;
    } cases[] = {
        {"<th>Actions to achieve outcome<th>Name &amp; Agency<th>Target date/completion",
         "Mum|May"},
        {"<th>Plan of action<th>Whose job is it?<th>When will they be done?", "Mum|May"},
        {"<th>Proposed action<th>Allocated worker<th>Target completion", "Mum|May"},
        {"<th>Agreed plan<th>Who<th>When", "Mum|May"},
        {"<th>What is needed?<th>Who will help?<th>When?", "Mum|May"},
        {"<th>What are the actions?<th>Who will do them?<th>Frequency", "Mum|May"},
        {"<th>Actions to be taken by parents / professionals<th>By whom<th>Due", "Mum|May"},
        {"<th>What I need to do<th>Who<th>When", "Mum|May"},
        {"<th>What will be done to reach the goal?<th>Who by?<th>Date to be done by", "Mum|May"},
        {"<th>What parents / professionals will do<th>Who<th>When", "Mum|May"},
        {"<th>What help will be given?<th>Who will give it?<th>How often?", "Mum|May"},
        {"<th>Actions<th>Person Responsible<th>Planned Start / End Date or Frequency", "Mum|May"},
        {"<th>Action<th>By whom<th>Date", "Mum|May"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char page[512], expected[256];
        snprintf(page, sizeof page, "<table><tr>%s<tr><td>Mum to call<td>Mum<td>May</table>",
                 cases[i].headings);
        snprintf(expected, sizeof expected, "plan||1|Mum to call|%s|||table 1 row 2 cell 1\n",
                 cases[i].found);
        test_check_html(page, expected);
    }
}

/* What is told of headings holds no cell that may be a name or a word of the plan. */
static void headings_that_are_not_known(void **state) {
    (void)state;
    test_check_html(
        "<table><tr><th>Need<th>Action<th>Team member<th>Review date<th>Progress<tr><td>Sleep"
        "<td>Mum to call<td>Mum<td>May<td></table>",
        "plan||1|Mum to call|||||table 1 row 2 cell 2 Need=Sleep Team member=Mum Review date=May\n"
        "! no column for who or by_when was found; unknown headings: 'Team member', 'Review date'; "
        "name one with --columns who=HEADING\n");
    test_check_html(
        "<table><tr><th>Action<th>Who<th>Zork<th>Zork Zork<th>Planned End Date<tr><td>Mum to call"
        "<td>Mum<td><td><td></table>",
        "plan||1|Mum to call|Mum||||table 1 row 2 cell 1\n"
        "! no column for by_when was found; unknown headings: 'Planned End Date'; name one with "
        "--columns by_when=HEADING\n");
    test_check_html(
        "<table><tr><th>Action<th>Who<tr><td>Mum to call<td>Mum</table><table><tr><th>Action<th>"
        "Who<th>End date<tr><td>Dad to call<td>Dad<td>May</table>",
        "plan||1|Mum to call|Mum||||table 1 row 2 cell 1\n"
        "plan||2|Dad to call|Dad||||table 2 row 2 cell 1 End date=May\n"
        "! no column for by_when was found in one table at least; unknown headings: 'End date'; "
        "name one with --columns by_when=HEADING\n");
    test_check_html(
        "<table><tr><td>Zork Zork<td>Mum<tr><td>Goal<td>Who is on it<td>Deadline<td>What we try"
        "<td>Zork Zork<td>Zork<td>Zork: zork<td>zork 12<tr><td>Sleep<td>he hits her<td>May"
        "<td>Who</table>",
        "! no action was found: 1 table seen, 0 of them with a heading for the action; there are: "
        "'Goal', 'Who is on it', 'Deadline', 'What we try'; name it with --columns "
        "action=HEADING\n");
    test_check_html(
        "<table><tr><td>Lead professional<td>Zork Zork<tr><td>Zork zork<td>zork zork<td>zork"
        "</table>",
        "! no action was found: 1 table seen, 0 of them with a heading for the action; name it "
        "with "
        "--columns action=HEADING\n");
}

static void a_box(void **state) {
    (void)state;
    test_check_html(
        "<table><tr><td><p><b>Worries</b></p><p>Many</p><td><p><b>Next steps</b></p><ul><li>Mum "
        "to call<li>Dad to call</ul></table>",
        "plan||1|Mum to call|||||paragraph 2\nplan||2|Dad to call|||||paragraph 3\n");
}

static void a_heading_that_is_named(void **state) {
    static found_text found;
    const char *html = "<table><tr><th>Plan of work<th>Who<tr><td>Mum to call<td>Mum</table>";
    const char *path = test_path("plan.html");
    (void)state;
    test_write(path, html, strlen(html));
    test_read(path, "action=Plan of work", &found);
    assert_string_equal(found.text, "plan||1|Mum to call|Mum||||table 1 row 2 cell 1\n");
    assert_int_equal(found.counts.tables_taken, 1);
    assert_int_equal(found.counts.actions, 1);
    assert_int_equal(found.counts.plans, 1);
    test_read(path, "acton=x", &found);
    assert_int_equal(found.opened, PM_ERR_ARGUMENT);
}

static void pages_as_they_are_shown(void **state) {
    (void)state;
    test_check_html(
        "<!-- x --><!DOCTYPE html><html><head><title>Action</title><style>p{}</style></head>"
        "<body><script>var a = '<p>Actions:</p>';</script><table><tr><th>Action<th>Who"
        "<tr style='display: none'><td>Hidden to call<td>x<tr><td><del>Gone to call</del>Mum to "
        "<i>c</i>all &amp; write<!-- no --><td><span hidden>x</span>Mum</table>"
        "<div title=\"footer\"><p>Actions: none</p></div>",
        "plan||1|Mum to call & write|Mum||||table 1 row 2 cell 1\n");
}

/* A comment ends where it says so, not at the first '>' in it. */
static void comments_before_a_page(void **state) {
    static const char *const asides[] = {"<!-- saved > from a <div> -->", "<!-- a -> b --><!---->",
                                         "<?xml version='1.0'?>\n<!-- <p> -- > x -->"};
    static const char page[] = "<span>Plan</span><table><tr><td>Action<td>Who<tr><td>Mum to "
                               "call<td>Mum</table>";
    (void)state;
    for (size_t i = 0; i < sizeof asides / sizeof *asides; i++) {
        char text[512];
        snprintf(text, sizeof text, "%s%s", asides[i], page);
        test_check_html(text, "plan||1|Mum to call|Mum||||table 1 row 2 cell 1\n");
    }
}

static void pages_in_other_encodings(void **state) {
    static const char wide[] =
        "\xFF\xFE<\0t\0a\0b\0l\0e\0>\0<\0t\0d\0>\0A\0c\0t\0i\0o\0n\0<\0t\0r\0>\0"
        "<\0t\0d\0>\0J\0o\0s\0\xE9\0 \0t\0o\0 \0g\0o\0";
    const char *path = test_path("plan.html");
    (void)state;
    test_check_html(
        "<meta charset=windows-1252><table><tr><th>Action<th>Who<tr><td>Jos\xE9 to go\x85<td>M\x92"
        "s</table>",
        "plan||1|Jos\xC3\xA9 to go\xE2\x80\xA6|M\xE2\x80\x99s||||table 1 row 2 cell 1\n"
        "! the file is no UTF-8 and was read as Windows-1252\n");
    test_check_html("<table><tr><th>Action<th>Who<tr><td>Jos\xC3\xA9 to go<td>x</table>",
                    "plan||1|Jos\xC3\xA9 to go|x||||table 1 row 2 cell 1\n");
    test_write(path, wide, sizeof wide - 1);
    test_check(path, "plan||1|Jos\xC3\xA9 to go|||||table 1 row 2 cell 1\n");
}

/* As in a table of text: numbers go from 1 to 99, and what is only carried along is told. */
static void numbered_actions_in_a_row(void **state) {
    static const char told[] = "! a column may be a further action of each row";
    static const struct {
        const char *headings;
        size_t actions;
        bool told;
    } cases[] = {{"<th>Action 1<th>Who 1<th>Action 2<th>Action 99", 3, false},
                 {"<th>Action 1<th>Who 1<th>Action 2<th>Action 101", 2, true},
                 {"<th>Action<th>Who<th>Action 1<th>By when", 1, true},
                 {"<th>Action 1<th>Who<th>Measure<th>By when", 1, false}};
    static found_text found;
    char page[8192];
    const char *path = test_path("numbered.html");
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int len = sprintf(page, "<table><tr>%s<tr><td>Go<td>Come<td>See<td>Stay</table>",
                          cases[i].headings);
        test_write(path, page, (size_t)len);
        test_read(path, NULL, &found);
        assert_int_equal(found.counts.actions, cases[i].actions);
        assert_true((strstr(found.text, told) != NULL) == cases[i].told);
    }
    size_t len = (size_t)sprintf(page, "<table><tr>");
    for (size_t i = 1; i <= 99; i++) {
        len += (size_t)sprintf(page + len, "<th>Action %zu<th>Who %zu", i, i);
    }
    len += (size_t)sprintf(page + len, "<tr>");
    for (size_t i = 1; i <= 99; i++) {
        len += (size_t)sprintf(page + len, "<td>Mum to go %zu<td>Mum", i);
    }
    test_write(path, page, len);
    test_read(path, NULL, &found);
    assert_int_equal(found.counts.actions, 99);
    assert_non_null(strstr(found.text, "|99|Mum to go 99|Mum|"));
    assert_null(strstr(found.text, told));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_template),
        cmocka_unit_test(a_cell_with_several_actions),
        cmocka_unit_test(lines_in_step),
        cmocka_unit_test(lines_in_a_paragraph),
        cmocka_unit_test(headings_in_two_rows),
        cmocka_unit_test(tables_on_their_side),
        cmocka_unit_test(forms_that_became_one_table),
        cmocka_unit_test(several_columns_of_values),
        cmocka_unit_test(labels_with_numbers_begin_blocks),
        cmocka_unit_test(a_lone_heading),
        cmocka_unit_test(nested_tables),
        cmocka_unit_test(an_action_over_several_rows),
        cmocka_unit_test(tables_that_are_not_the_plan),
        cmocka_unit_test(an_empty_template),
        cmocka_unit_test(lists_under_a_heading),
        cmocka_unit_test(actions_with_labels),
        cmocka_unit_test(actions_in_minutes),
        cmocka_unit_test(actions_in_letters),
        cmocka_unit_test(forms_and_agreements),
        cmocka_unit_test(smart_columns),
        cmocka_unit_test(pages_of_boxes),
        cmocka_unit_test(a_title_is_no_heading_of_actions),
        cmocka_unit_test(hints_in_headings),
        cmocka_unit_test(a_hint_makes_no_second_row_of_headings),
        cmocka_unit_test(fields_of_the_plan),
        cmocka_unit_test(ids_of_figures),
        cmocka_unit_test(several_plans),
        cmocka_unit_test(plans_without_actions_in_a_table),
        cmocka_unit_test(a_timeframe_of_all_actions),
        cmocka_unit_test(numbers_of_a_layout_are_not_kept),
        cmocka_unit_test(bands_between_rows),
        cmocka_unit_test(headings_in_other_columns),
        cmocka_unit_test(other_parts_below_the_actions),
        cmocka_unit_test(bands_of_an_earlier_plan),
        cmocka_unit_test(tables_of_other_parts),
        cmocka_unit_test(several_actions_in_a_row),
        cmocka_unit_test(numbered_actions_in_a_row),
        cmocka_unit_test(ids_that_are_said_once),
        cmocka_unit_test(actions_of_somebody),
        cmocka_unit_test(on_its_side_below_fields),
        cmocka_unit_test(headings_of_templates),
        cmocka_unit_test(headings_that_are_not_known),
        cmocka_unit_test(a_box),
        cmocka_unit_test(a_heading_that_is_named),
        cmocka_unit_test(pages_as_they_are_shown),
        cmocka_unit_test(comments_before_a_page),
        cmocka_unit_test(pages_in_other_encodings),
    };
    return cmocka_run_group_tests(tests, test_folder, test_folder_gone);
}
