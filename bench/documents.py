#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""documents.py GENERATE PLANMARK: what documents and large files cost, as Markdown. Makes its inputs of made-up plans
in a folder of its own, which goes with it. PLANS, ROWS and BYTES set the sizes; what lacks room on the disk is left out
and said so. Python 3 without further packages."""

import csv
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from xml.sax.saxutils import escape

PLANS = int(os.environ.get("PLANS", "200"))
ROWS = int(os.environ.get("ROWS", "200000"))
BYTES = int(os.environ.get("BYTES", str(10**9)))
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def relations(*targets):
    one = '<Relationship Id="r{}" Type="{}/{}" Target="{}"/>'
    return '<Relationships xmlns="{}">{}</Relationships>'.format(
        PACKAGE, "".join(one.format(i, OFFICE, kind, to) for i, (kind, to) in enumerate(targets)))


def pack(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)


def paragraph(text):
    return ('<w:p w:rsidR="00A1" w:rsidRDefault="00A1"><w:pPr><w:spacing w:after="0"/></w:pPr><w:r w:rsidRPr="00B2">'
            '<w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial"/><w:sz w:val="20"/></w:rPr><w:t xml:space="preserve">{}'
            '</w:t></w:r></w:p>').format(escape(text))


def word_row(cells):
    cell = '<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/></w:tcPr>{}</w:tc>'
    return '<w:tr w:rsidR="00A1"><w:trPr/>{}</w:tr>'.format("".join(cell.format(paragraph(c)) for c in cells))


def word(path, plan, actions):
    """A plan in the first template of the report's annex."""
    heads = ["What do we want to achieve?", "How will we do it?", "Who will do it?", "By when?", "Start Date", "Update",
             "End Date"]
    rows = [[a["measure"], a["action"], a["who"], a["by_when"], "", "", ""] for a in actions]
    text = paragraph("Child in Need Plan") + paragraph("Plan ID: " + plan) + paragraph("Background. " * 40)
    table = '<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr>{}</w:tbl>'
    body = text + table.format("".join(word_row(r) for r in [heads] + rows))
    pack(path, {"[Content_Types].xml": "<Types/>",
                "_rels/.rels": relations(("officeDocument", "word/document.xml")),
                "word/document.xml": '<w:document xmlns:w="{}"><w:body>{}</w:body></w:document>'.format(WORD, body)})


def excel(path, rows):
    names = ["plan_id", "action", "who", "by_when", "measure"]
    shared, lines = {}, []
    for number, row in enumerate([dict(zip(names, names))] + rows, 1):
        cells = "".join('<c r="{}{}" t="s"><v>{}</v></c>'.format("ABCDE"[i], number,
                                                                  shared.setdefault(row[name], len(shared)))
                        for i, name in enumerate(names) if row[name])
        lines.append('<row r="{}">{}</row>'.format(number, cells))
    strings = "".join("<si><t>{}</t></si>".format(escape(s)) for s in shared)
    pack(path, {"_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
                "xl/workbook.xml": '<workbook xmlns="{}" xmlns:r="{}"><sheets><sheet name="Plans" r:id="r0"/></sheets>'
                                   "</workbook>".format(SHEET, OFFICE),
                "xl/_rels/workbook.xml.rels": relations(("worksheet", "plans.xml"), ("sharedStrings", "strings.xml")),
                "xl/strings.xml": '<sst xmlns="{}">{}</sst>'.format(SHEET, strings),
                "xl/plans.xml": '<worksheet xmlns="{}"><sheetData>{}</sheetData></worksheet>'.format(
                    SHEET, "".join(lines))})


def run(command):
    """Wall and CPU seconds, peak MiB, exit code; of this run alone."""
    before = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read().decode(errors="replace")
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return {"wall": time.monotonic() - before, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1024,
            "code": child.returncode, "said": said}


def read(result):
    """All of it; single rows may be left out, as the last column then says."""
    return result["code"] in (0, 3)


def best(command, times=3):
    return min((run(command) for _ in range(times)), key=lambda r: r["cpu"])


def told(what, wanted, result, meets):
    end = result["said"].strip().rsplit("\n", 1)[-1].replace("planmark: ", "")
    print("| {} | {:.2f} | {:.2f} | {:.0f} | {} | {} | {} |".format(
        what, result["wall"], result["cpu"], result["peak"], wanted, "yes" if meets else "**no**", end))
    sys.stdout.flush()


def apart(make, *given):
    """Calls it in a process of its own: the peak of a command counts from what it was forked from."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            make(*given)
            code = 0
        finally:
            os._exit(code)
    if os.waitpid(child, 0)[1] != 0:
        sys.exit("an input could not be made")


def made_up(generate, rows, seed="1"):
    text = subprocess.run([generate, "--rows", str(rows), "--seed", seed, "--format", "csv"], check=True,
                          stdout=subprocess.PIPE).stdout.decode()
    return list(csv.DictReader(text.splitlines()))


def word_plans(generate, folder):
    plans = {}
    for row in made_up(generate, PLANS * 8):
        plans.setdefault(row["plan_id"], []).append(row)
    os.mkdir(folder + "/plans")
    for plan in sorted(plans)[:PLANS]:
        word("{}/plans/{}.docx".format(folder, plan), plan, plans[plan])


def documents(generate, planmark, folder):
    apart(word_plans, generate, folder)
    result = best([planmark, "score", "--jobs", "1", "-o", folder + "/out.csv", folder + "/plans"])
    told("{} DOCX plans".format(PLANS), "1 s of CPU", result, read(result) and result["cpu"] <= 1)
    path = folder + "/plans.xlsx"
    apart(lambda: excel(path, made_up(generate, ROWS)))
    result = run([planmark, "score", "--jobs", "1", "-o", folder + "/out.csv", path])
    told("XLSX of {:,} rows".format(ROWS), "200 MiB", result, read(result) and result["peak"] <= 200)


def long_csv(generate, planmark, folder):
    """One file of made-up plans, whose marks are not kept."""
    need = BYTES + (1 << 30)
    if shutil.disk_usage(folder).free < need:
        print("| CSV of {:,} bytes | | | | 64 MiB | left out: {:,} bytes are not free | |".format(BYTES, need))
        return
    path = folder + "/plans.csv"
    size = 10000
    rows = int(BYTES / len(subprocess.run([generate, "--rows", str(size), "--format", "csv"], check=True,
                                          stdout=subprocess.PIPE).stdout) * size)
    with open(path, "wb") as out:
        subprocess.run([generate, "--rows", str(rows), "--format", "csv"], check=True, stdout=out)
    what = "CSV of {:,} bytes".format(os.path.getsize(path))
    result = run([planmark, "score", "--jobs", "1", path])
    told(what, "64 MiB", result, read(result) and result["peak"] <= 64)
    result = run([planmark, "extract", path])
    told(what + ", not marked", "64 MiB", result, read(result) and result["peak"] <= 64)
    os.remove(path)


def on_its_side(n):
    block = "<table><tr><td>Action{}{}<tr><td>Who<td>Mum</table>".format(
        "<td>call" * 500, "".join("<tr><td>label {}<td>x".format(i) for i in range(250)))
    return block * n


def wide_headings(n):
    row = "<tr><th>Action<th>Who{}<tr><td>Mum to call{}".format(
        "".join("<th>h{}".format(i) for i in range(500)), "<td>x" * 400)
    return "<table>" + row * (6 * n) + "</table>"


def many_plans(n):
    table = "<p>Plan date: {} May</p><table><tr><th>Action<th>Who<tr><td>call<td>x</table>"
    return "".join(table.format(i) for i in range(500 * n))


def one_cell(n):
    return "<table><tr><th>Action<th>Who<tr><td>{}<td>Mum</table>".format("<p>Mum to call" * (2000 * n))


def many_columns(n):
    return "<table><tr><th>Action<th>Who{}{}</table>".format("<th>x" * 500, "<tr><td>call" * (200 * n))


def growth(planmark, folder):
    print("\nTwice the size, twice the time? Shapes that cost more by themselves once; extracted, CPU seconds.\n")
    print("| shape | bytes | s | bytes | s | ratio to size |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    for make in (on_its_side, wide_headings, many_plans, one_cell, many_columns):
        figures = []
        for n in (10, 80):
            path = "{}/{}.html".format(folder, make.__name__)
            with open(path, "w") as out:
                out.write(make(n))
            figures.append((os.path.getsize(path), best([planmark, "extract", "-q", path])["cpu"]))
        (size, spent), (more_size, more) = figures
        print("| {} | {:,} | {:.3f} | {:,} | {:.3f} | {:.2f} |".format(
            make.__name__.replace("_", " "), size, spent, more_size, more, more / spent / (more_size / size)))
        sys.stdout.flush()


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    generate, planmark = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        print("Read and marked by one process on one core; start included. Peak: resident memory in MiB.\n")
        print("| input | wall, s | CPU, s | peak | wanted | met | |\n| --- | ---: | ---: | ---: | --- | --- | --- |")
        documents(generate, planmark, folder)
        long_csv(generate, planmark, folder)
        growth(planmark, folder)


if __name__ == "__main__":
    main()
