/* SPDX-License-Identifier: MIT
 * Keeps true: everything here was made up for the bench and is nobody's lexicon, so that speed is
 * not measured on the words that rules were written with. All people and places are invented. */
#include "words.h"

/* clang-format off */
const word_list word_lists[] = {
/* ---- people ---- */
{"first_name",
 "Aaliyah|Abdi|Ada|Adrian|Aisling|Alanna|Albie|Aleksander|Alisha|Amara|Amelie|Anaya|Andre|Aneesa|Anton|Archie|Arlo|"
 "Asha|Aurora|Ayaan|Bailey|Beatrix|Bilal|Blessing|Bobby|Bonnie|Brandon|Brooke|Caleb|Callum|Carmel|Casey|Chanel|Chidi|"
 "Chloe|Cleo|Cody|Connor|Corey|Courtney|Daisy|Damian|Danika|Deacon|Delilah|Demi|Denzel|Dexter|Dilan|Dominik|Ebony|"
 "Edie|Elijah|Eliza|Elsie|Emre|Eshal|Esme|Ethan|Evie-Mae|Fatima|Faye|Felix|Finlay|Florence|Freddie|Freya|Gabriela|"
 "George|Gethin|Grace|Gurpreet|Haider|Hallie|Hamza|Harley|Harper|Harvey|Hattie|Hayden|Hugo|Ibrahim|Ilham|Imogen|"
 "Indie|Isaac|Isla-Rae|Ivy|Jaden|Jakub|Jamal|Jasmine|Jaxon|Jenson|Jermaine|Jodie|Jonah|Jude|Kacper|Kai|Kaiden|Kamil|"
 "Kayleigh|Keira|Kelsey|Kian|Kit|Kobi|Kristian|Lacey|Laila|Layton|Leon|Lexi|Liam|Libby|Logan|Lola|Louis|Lucia|Lyra|"
 "Mabel|Macy|Maddison|Malachi|Marek|Maryam|Mason|Matilda|Max|Maya|Mia|Michal|Mikey|Millie|Mohammed|Morgan|Musa|Myla|"
 "Nadia|Nancy|Nathaniel|Nell|Niamh|Nico|Noor|Obi|Olive|Oskar|Otis|Paige|Patryk|Peggy|Phoebe|Poppy|Precious|Quinn|"
 "Rafferty|Ralph|Raya|Reece|Reuben|Rhiannon|Rhys|Riley|Roman|Rory|Rosa|Ruby-May|Saif|Samira|Santino|Sasha|Scarlett|"
 "Seren|Shanice|Shay|Shreya|Sienna|Sonny|Stanley|Sumaya|Tamika|Tariq|Teddy|Theo|Tia|Tilly|Tobi|Toby|Tomasz|Tyler|"
 "Uzair|Valentina|Vinnie|Violet|Wiktoria|Willow|Xander|Yara|Yusuf|Zac|Zainab|Zara|Zofia"},
{"adult_name",
 "Agnieszka|Alan|Amanda|Angela|Anita|Barry|Becky|Bev|Carl|Carly|Caroline|Cheryl|Claire|Craig|Danielle|Dave|Dawn|Debbie|"
 "Dean|Denise|Donna|Elaine|Emeka|Farah|Fiona|Gary|Gemma|Gill|Glenn|Hannah|Helen|Hassan|Ian|Imran|Jackie|Jade|Jan|"
 "Janine|Jason|Jo|Joanne|Julie|Karen|Kate|Kath|Keith|Kelly|Kerry|Kim|Lauren|Leanne|Lee|Lesley|Linda|Lorraine|Louise|"
 "Lyn|Magda|Mandy|Maria|Mark|Maureen|Mel|Mick|Monika|Natalie|Natasha|Neil|Nicola|Nigel|Nina|Olu|Paula|Pauline|Phil|"
 "Piotr|Rachel|Rashid|Ray|Rebecca|Rita|Rob|Roxanne|Ryan|Sally|Samantha|Sandra|Sara|Shahida|Sharon|Shaun|Shelley|"
 "Siobhan|Sophie|Stacey|Steph|Steve|Sue|Susan|Suzanne|Tanya|Temi|Terry|Tina|Tony|Tracey|Trish|Val|Vicky|Wayne|Wendy|Yvonne"},
{"surname",
 "Abara|Adeyemi|Ahmed|Allsop|Ashworth|Atkins|Bagley|Balogun|Barlow|Beckett|Begum|Bhatt|Birch|Blackwood|Boateng|Bowen|"
 "Brannigan|Briggs|Burrows|Calder|Carney|Chambers|Chowdhury|Clegg|Colley|Corrigan|Crabtree|Cullen|Dalton|Darby|Dhillon|"
 "Diallo|Doyle|Drabble|Dunmore|Eastwood|Ekwueme|Ellershaw|Fairhurst|Farooq|Fenwick|Finnegan|Fletcher|Gallagher|Garside|"
 "Gill|Goodall|Grabowski|Greenhalgh|Hackett|Hallam|Haque|Hargreaves|Hartley|Heywood|Holroyd|Hussain|Iqbal|Irving|"
 "Jankowski|Jarvis|Jessop|Kaminski|Kaur|Keating|Kershaw|Khatun|Kirkbride|Kowalczyk|Lomax|Lund|Maguire|Mahmood|Malone|"
 "Mbeki|McAllister|McBride|Mensah|Metcalfe|Moss|Murtagh|Nowak|Nuttall|O'Hara|O'Neill|Obafemi|Ogden|Okoro|Osei|Patel|"
 "Pickering|Popescu|Quigley|Rafferty|Rahman|Ramsden|Redfern|Rigby|Rowbotham|Sandhu|Schofield|Shaikh|Shufflebotham|"
 "Siddiqui|Slater|Stansfield|Sutcliffe|Swales|Tattersall|Thackray|Thornley|Tindall|Ullah|Unsworth|Varga|Wadsworth|"
 "Walmsley|Warburton|Whitaker|Wigglesworth|Wojcik|Yaqub|Zielinski"},
{"initial", "A|B|C|D|E|F|G|H|J|K|L|M|N|O|P|R|S|T|W"},
{"initials", "{initial}{initial}|{initial}{initial}|{initial}.{initial}."},
{"title", "Ms|Mr|Mrs|Miss|Dr"},
/* ---- bound by each plan: NAME or NAME.voice ---- */
{"child", "{first_name}|{first_name}|{first_name}|{first_name}|{first_name}|{first_name}|{first_name}|{initials}|[Child A]|the baby"},
{"sibling", "{first_name}|{first_name}|{first_name}|{first_name}|{initial}|[Child B]|her brother|the older sibling"},
{"mother", "mum|Mum|{adult_name}|{child}'s mum"},
{"mother.formal", "Mother|Ms {surname}|{adult_name} {surname}|Mrs {surname}|Mother"},
{"mother.jottings", "mum|Mum|M|{initials}|mo|{adult_name}"},
{"mother.child", "Mum|your mum|Mummy"},
{"father", "dad|Dad|{adult_name}|{child}'s dad|stepdad"},
{"father.formal", "Father|Mr {surname}|{adult_name} {surname}|Step-father|Mr {surname}"},
{"father.jottings", "dad|Dad|F|{initials}|{adult_name}"},
{"father.child", "Dad|your dad|Daddy"},
{"relative", "maternal grandmother|MGM|paternal grandfather|aunt {adult_name}|uncle {adult_name}|nan|nan and grandad|"
 "older cousin {adult_name}|great aunt|grandma {surname}|godmother {adult_name}|family friend {adult_name}"},
{"worker", "social worker|the social worker|SW|{adult_name}|{adult_name} {surname}|the allocated social worker"},
{"worker.formal", "the Social Worker|the allocated Social Worker|Social Worker|{adult_name} {surname}, Social Worker"},
{"worker.jottings", "sw|SW|{initials}|{adult_name}"},
{"worker.child", "I|I|I|{adult_name}"},
{"professional",
 "health visitor|school nurse|family support worker|early help practitioner|youth worker|midwife|GP|housing officer|"
 "probation officer|substance misuse worker|IDVA|SENCO|class teacher|head of year|deputy head|nursery manager|key worker|"
 "tenancy support officer|education welfare officer|speech and language therapist|occupational therapist|"
 "community nurse|paediatrician|consultant psychiatrist|clinical psychologist|play therapist|art therapist|mentor|"
 "learning mentor|pastoral manager|attendance lead|designated safeguarding lead|portage worker|outreach worker|"
 "perinatal nurse|community psychiatric nurse|dietitian|physiotherapist|audiologist|dental nurse|family group conference "
 "coordinator|independent advocate|children's rights officer|contact supervisor|domestic abuse worker|parenting practitioner|"
 "debt adviser|job centre coach|welfare rights adviser|refuge worker|PCSO|neighbourhood officer|youth justice worker|"
 "missing persons coordinator|exploitation worker|immigration caseworker|interpreter|asylum support worker|young carers "
 "worker|short breaks coordinator|team manager|duty worker|senior practitioner|student social worker|virtual school lead|"
 "childminder|breakfast club leader|sports coach|befriender|peer supporter|sleep practitioner|continence nurse|"
 "epilepsy nurse|diabetes nurse|specialist teacher|educational psychologist|school counsellor|bereavement counsellor|"
 "drug and alcohol nurse|hospital liaison nurse|safeguarding nurse|commissioning officer|fire safety officer|"
 "private landlord|solicitor|court officer|police officer in the case|victim support officer"},
{"short_pro", "HV|SN|FSW|EHP|YW|DSL|EWO|OT|SALT|CPN|TM|IRO|YJ worker|PO|nursery|school|health|housing|police|GP|CAMHS|"
 "midwife|SENDCo|key wkr|drugs worker|adult MH|nan|all|mum & dad|agencies|{initials}|{initials}"},
{"family", "{mother}|{mother}|{mother}|{father}|{father}|{child}|{mother} and {father}|both parents|the parents|"
 "{child} and {sibling}|the children|the family|{relative}|parents|all the children"},
{"kid", "{child}|{child}|{child}|{child} and {sibling}|the children|{sibling}|the boys|the girls|the twins"},
{"carer", "{mother}|{mother}|{father}|{relative}|parents|{mother} and {father}"},
{"actor", "{worker}|{professional}|{professional}|the {professional}|{carer}|{carer}|school|health|the {professional} and {worker}|"
 "{title} {surname}|{adult_name} from {service}|{service}"},
/* ---- places and services ---- */
{"town", "Alderbrook|Ashcombe|Barrowfield|Beckside|Bramhope|Brindle|Cawthorne|Copperhill|Coldharbour|Cragside|Dunsley|"
 "Eastmoor|Ellerton|Fallowdale|Fernhill|Foxley|Garthwaite|Goldthorpe|Hadleigh|Hartsmere|Hawkstone|Hollins|Ingleby|"
 "Kestrel Lane|Kirkfield|Langsett|Larkrise|Linden|Lowmoor|Marlpit|Meadowgate|Millbrook|Mosslands|Netherby|Northgate|"
 "Oakenshaw|Orchard Road|Pennywell|Quarrybank|Ravensthorpe|Redcliffe|Riverside|Rowan|Saltergate|Seaview|Silverdale|"
 "Southmead|St Bede's|St Hilda's|St Oswin's|Stonebridge|Sycamore|Thornbury|Tollgate|Underwood|Vale|Wharfside|"
 "Whinmoor|Willowbank|Windmill|Woodlands|Yewtree"},
{"school", "{town} Primary|{town} Academy|{town} High|{town} Nursery|{town} Infants|{town} College|{town} Juniors|school|"
 "nursery|college|pre-school|the new school|alternative provision|the pupil referral unit|secondary school|breakfast club"},
{"venue", "{town} Family Hub|{town} Children's Centre|{town} Health Centre|{town} Library|{town} Community Hall|the surgery|"
 "the civic centre|{town} clinic|the contact centre|the leisure centre|the family home|{relative}'s house|the court|"
 "the housing office|{town} Hospital|the food bank|the job centre|the walk-in centre|{town} police station|online"},
{"service",
 "{town} Women's Aid|CAMHS|the {town} Recovery Service|Talking Therapies|{town} Young Carers|the Early Help team|Home-Start|"
 "the parenting team|{town} Citizens Advice|the perinatal team|the community mental health team|the sleep clinic|"
 "the speech and language service|{town} Housing Options|the family group conference team|the domestic abuse hub|"
 "the exploitation team|the youth offending team|{town} Food Larder|the Steps Ahead project|Bright Futures|"
 "the bereavement service|the young parents' group|{town} Carers' Support|the dental access team|the optician|"
 "the community paediatric clinic|the audiology clinic|the enuresis clinic|the short breaks team|the neurodevelopmental pathway|"
 "the school counselling service|the Kite Project|Lighthouse Families|the Anchor programme|the welfare rights team|"
 "the debt clinic|the energy advice line|the advocacy service|the contact centre|the early years inclusion team|"
 "the sensory service|the family mediation service|the men's behaviour change course|the refuge|the tenancy team|"
 "the healthy weight programme|the smoking cessation clinic|the sexual health clinic|the eating disorder team|"
 "adult social care|the leaving care team|the immigration advice service|the translation service|the toy library|"
 "the holiday activity scheme|the boxing club|the drama group|Cubs|the swimming club|the mentoring scheme|"
 "the crisis team|the health visiting team|the nursing service|the fire service|legal services|the duty desk"},
{"programme", "the parenting course|Triple Steps|the Calmer Homes course|Confident Carers|the baby massage group|stay and play|"
 "the anger management course|the Own My Life group|the healthy relationships work|the budgeting course|the cooking course|"
 "the first aid course|the ESOL class|the recovery group|the relapse prevention group|couples counselling|therapy|"
 "the Solihull workshop|the teen parenting group|the attachment group|one-to-one counselling|the music group|the nurture group"},
{"person_to_tell", "{worker}|{worker}|the {professional}|{school}|the team manager|the core group|the duty team|101|the landlord|each other"},
/* ---- things ---- */
{"document", "the chronology|the single assessment|the genogram|the safety plan|the contract of expectations|the referral form|"
 "the consent form|the housing application|the EHCP paperwork|the risk assessment|the family plan|the report|the minutes|"
 "the health passport|the birth certificate|the nursery application|the funding application|the bus pass form|the diary|"
 "the sleep diary|the food diary|the contact log|the medication chart|the tenancy agreement|the benefit claim|the PIP form|"
 "the voice of the child work|the impact chronology|the attendance record|the body map|the pathway plan|the letter|"
 "the parenting assessment|the pre-birth assessment|the viability assessment|the graded care profile|the letter of support"},
{"concern", "the missed appointments|the arguments at home|the state of the bedrooms|{kid}'s attendance|the rent arrears|"
 "{kid}'s weight|{kid}'s speech|the bruising|the late pick-ups|the drinking|the cannabis use|{kid}'s behaviour|the bullying|"
 "the overcrowding|the mould|the missing episodes|the online contact|the head lice|{kid}'s teeth|the bedtimes|the screen time|"
 "the contact arrangements|the school refusal|{kid}'s anxiety|the self-harm|the debts|the dogs|the visitors to the home|"
 "{mother}'s low mood|{father}'s release|the new partner|the bail conditions|the broken boiler|{kid}'s hearing|the nappy rash"},
{"thing", "a bed|bunk beds|a stair gate|a cooker|school uniform|a cot|a pushchair|a fridge|bedding|curtains|a smoke alarm|"
 "a carbon monoxide alarm|fire guards|blackout blinds|a medicine box|a lockable cupboard|a washing machine|a laptop|"
 "winter coats|a moses basket|a bus pass|glasses|new shoes|a car seat|sensory toys|a reward chart|a wardrobe|carpets"},
{"item", "{thing}|{thing} and {thing}|{thing} for {kid}|a grant for {thing}|{#2-4} {plural_thing}"},
{"plural_thing", "mattresses|beds|duvets|food parcels|bus tickets|uniform vouchers|supermarket vouchers|stair gates|jumpers"},
{"topic", "routines and boundaries|healthy relationships|keeping safe online|feelings and worries|safe sleeping|weaning|"
 "positive play|the impact of arguments on {kid}|budgeting|personal hygiene|home conditions|safe touch|road safety|"
 "bedtime routines|managing big feelings|identity|the move|life story|friendships|self-esteem|consent|county lines|"
 "alcohol and parenting|toilet training|healthy eating|sibling rivalry|managing contact|the new baby|loss|substance use"},
{"room", "the kitchen|the bathroom|the bedrooms|the back garden|the stairs|the living room|the hallway|the yard|the front room"},
{"appointment", "the dentist|the optician|the hospital appointment|the paediatric clinic|the midwife|the GP|immunisations|"
 "the hearing test|the {#1-2} year check|the eye test|the blood test|the review at {venue}|the assessment with {service}|"
 "the orthodontist|the antenatal scan|the vaccination clinic|the dietitian"},
{"aim", "{kid} can be safe at home|{kid} is ready to learn|the home is safe|{kid} has someone to talk to|{kid}'s needs are understood|"
 "{mother} can have a break|things do not slip again|there is a clear plan|{kid} feels heard|everyone knows the plan|"
 "the arrears do not grow|{kid}'s speech catches up|the family can stay in their home|{father} understands the worries|"
 "{kid} gets to bed on time|{mother}'s mental health stays well|professionals have the same information|{kid} is not left alone"},
/* ---- time ---- */
{"month", "January|February|March|April|May|June|July|August|September|October|November|December"},
{"mon", "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Oct|Nov|Dec"},
{"weekday", "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"},
{"suffixed", "1st|2nd|3rd|{#4-20}th|21st|22nd|23rd|{#24-28}th"},
{"date", "{#1-28}.{#1-12}.{#22-26}|{#1-28}/{#1-12}/20{#22-26}|{#1-28}/{#1-12}|{suffixed} {month}|{#1-28} {month} 20{#22-26}|"
 "{weekday} {suffixed} {month}|{suffixed} {mon}|{#1-28}-{#1-12}-{#22-26}|w/c {suffixed} {month}|{suffixed} of {month}|"
 "{weekday} {#1-28}/{#1-12}/{#22-26}"},
{"clock", "{#1-11}am|{#1-11}pm|{#1-11}.30pm|{#1-11}.15am|{#9-17}:00|{#9-17}:30|{#6-9} o'clock"},
{"period", "{#2-12} weeks|{#2-6} months|{#3-28} days|a week|a fortnight|two weeks|three months|the next month|{#10-20} working days|"
 "six weeks|the half term|48 hours|24 hours|the school holidays|one month"},
{"event", "the next meeting|the next CIN review|the next visit|the birth|the summer holidays|Christmas|half term|the end of term|"
 "the court hearing|the core group|{kid}'s birthday|the move|the end of the plan|the start of term|Easter|the discharge meeting|"
 "the professionals' meeting|the next school report|the next home visit|the health review"},
{"deadline", "by {date}|by {date}|by {date}|by {event}|before {event}|within {period}|by the end of {month}|by the end of the month|"
 "no later than {date}|in the next {#2-8} weeks|by {weekday}|before {event} on {date}|by close of play {weekday}|"
 "after {event}|over the next {period}|on {date}|on {weekday} at {clock}|from {date}|until {event}|straight away|asap|"
 "as soon as possible|today|this week|immediately|in due course|when there is space|once {professional} is back|tbc"},
{"cadence", "every week|weekly|once a week|twice a week|every day|daily|every fortnight|fortnightly|monthly|once a month|"
 "every {weekday}|on {weekday}s|each morning|every night|every {#2-6} weeks|three times a week|at each visit|at every meeting|"
 "{#2-5} times a week|on school days|at weekends|every other weekend|termly|each half term|from time to time|regularly|"
 "as and when needed|whenever they can|after every session|every other {weekday}|on a regular basis|ongoing|nightly|{#4-10} sessions"},
{"when", "{deadline}|{deadline}|{cadence}"},
/* ---- what is done: base form ---- */
{"do_pro",
 "refer {family} to {service}|make a referral to {service} for {family}|chase up {document}|complete {document}|update {document}|"
 "share {document} with {professional}|send {document} to {service}|visit {family} at {venue}|see {kid} on their own|"
 "carry out an unannounced visit|complete direct work with {kid} on {topic}|do {#3-10} sessions with {family} about {topic}|"
 "arrange {programme} for {family}|book {appointment} for {kid}|speak with {family} about {concern}|find out about {concern}|"
 "monitor {concern}|weigh {kid}|check {room}|explore {concern}|support {family} with {topic}|offer advice on {topic}|"
 "look into {programme}|contact {service} about {concern}|ring {service} to ask about {concern}|email {professional} re {document}|"
 "apply for {item}|source {item}|deliver {item}|request {document} from {service}|convene a meeting with {service}|"
 "invite {service} to {event}|review {document}|explain {document} to {family}|liaise with {service}|gather {kid}'s views|"
 "observe contact between {kid} and {carer}|supervise family time|drop off {item}|discuss {concern} with {family}|"
 "undertake a home safety check|provide {family} with information about {programme}|signpost {family} to {service}|"
 "write to {service} in support of the move|screen {kid} for a sight problem|attend {event}|take {kid} out for a hot chocolate|"
 "use a worries book with {kid}|model {topic} with {family}|look at {topic} with {family}|consider {document}|"
 "track {kid}'s progress|meet with {kid} in {school}|transport {kid} to {appointment}|negotiate a payment plan|"
 "ask {relative} about helping with {concern}|prepare {kid} for the move|measure {kid}'s height|follow up {concern}|"
 "seek legal advice on {concern}|hold a planning meeting|think about whether {programme} would help|keep an eye on {concern}|"
 "introduce {kid} to {professional}|print {document}|translate {document}|be mindful of {concern}|encourage {family} to go to {programme}|"
 "test {father} for alcohol|prescribe vitamins|issue a warning letter about {concern}|put in {thing}|loan {thing} to {family}"},
{"do_fam",
 "take {kid} to {appointment}|take {kid} to {school} on time|get {kid} up for {school}|attend {programme}|go to {appointment}|"
 "register {kid} with a dentist|keep {room} clean|clear {room} of rubbish|put {kid} to bed by {clock}|engage with {service}|"
 "work with {service}|let {worker} into the home|tell {person_to_tell} about any changes|ring {school} if {kid} is unwell|"
 "sign {document}|fill in {document}|return {document}|buy {item}|fit {thing}|claim for {item}|pay {#5-40} pounds off the rent|"
 "not leave {kid} with {relative} overnight|make sure {kid} is not around {concern}|stop drinking when {kid} is at home|"
 "give {kid} a healthy breakfast|brush {kid}'s teeth twice|read with {kid}|play with {kid} for {#10-30} minutes|"
 "keep a diary of {concern}|use the reward chart|follow the advice of {professional}|call the police if {father} turns up|"
 "provide samples to {service}|take their medication|stay at {relative}'s if they row|collect {item} from {venue}|"
 "open letters from {service}|agree who picks {kid} up|limit screens to {#1-2} hours|lock away the medicines|"
 "put {thing} on|wash the bedding|talk to {kid} about {topic}|practise the strategies from {programme}|spend time with {kid}|"
 "be honest with {professional}|take part in {programme}|complete {programme}|look for work|apply for {school}|"
 "move {kid} into their own room|ask {relative} to help with school runs|not swear at {school} staff|treat the head lice|"
 "prioritise {kid}'s needs|protect {kid} from {concern}|understand the impact of {concern}|consider {programme}|"
 "ventilate the house|report the repairs to the landlord|bring {kid}'s red book to {appointment}|speak respectfully to one another"},
{"do_school",
 "monitor {kid}'s attendance|give {kid} a safe place at lunchtime|offer {kid} {programme}|provide {worker} with attendance figures|"
 "complete {document}|hold a meeting with {carer}|put {kid} forward for {programme}|send home a communication book|"
 "give {kid} a key adult|do a daily check in with {kid}|refer to the educational psychologist|apply for {document}|"
 "ring home by {clock} if {kid} is absent|provide breakfast|supply {thing}|look at a reduced timetable|share any worries with {worker}|"
 "support {kid} with {topic}|arrange a meeting about {concern}|keep a log of {concern}|assess {kid}'s learning needs|"
 "offer a place at after school club|fund the residential trip|allow {kid} a time-out card|be aware of {concern}"},
{"do_kid",
 "go to {school} every day|talk to {professional} about {topic}|be home by {clock}|go to {programme}|answer their phone|"
 "use the worries box|try {service}|stay in the building|have a go at {topic} work|tell an adult if there is shouting|"
 "take their inhaler|keep their room tidy|think about what they want from {event}|go to bed when asked|attend {appointment}"},
{"do_any", "{do_pro}|{do_pro}|{do_fam}"},
/* ---- the same in other shapes ---- */
{"passive",
 "{Document} to be {done_doc}|Referral to be made to {service}|Referral to {service} to be considered|{Kid} to be seen {cadence}|"
 "{Kid} to be registered at {school}|{Concern} to be monitored|{Concern} to be addressed|{Item} to be bought|{Item} to be sourced|"
 "{Programme} to be offered to {family}|Support to be given with {topic}|Meeting to be held with {service}|"
 "{Appointment} to be rearranged|Views of {kid} to be obtained|Consent to be sought from {carer}|{Kid} to be supported with {topic}|"
 "Contact to take place at {venue}|Home visits to continue|{Document} and {document} to be {done_doc}|Funding to be agreed for {item}|"
 "Benefits to be checked|Consideration to be given to {programme}|Family network to be mapped"},
{"done_doc", "completed|updated|shared|sent|signed|reviewed|returned|chased|discussed|written up|uploaded|translated"},
{"state",
 "{Family} to be safe and well|{Kid} is doing well at {school}|{Concern} remains a worry|{Mother} has been poorly|"
 "{Kid} said they like {programme}|Things are calmer at home|{Father} did not attend {appointment}|Improved {topic}|"
 "{Kid} to reach their full potential|Good communication|{Relative} is a protective factor|{Family} to stay motivated|"
 "No further concerns|{Professional} has now closed the case|There is a waiting list for {service}|Better relationships at home|"
 "{Carer} loves {kid} very much|Stable home|{Kid} has missed {#2-19} days|Attendance is {#60-97}%"},
{"note",
 "{Service_cap} referral|{Thing_np}|{Document_np}|{Topic_np}|{short_pro} to {do_any}|{mother} - {do_fam}|{father} - {do_fam}|"
 "{short_pro} - {do_pro}|{do_pro}|{do_fam}|chase {service}|ref to {service}|{kid} 1:1 w/ {short_pro}|DW re {topic}|"
 "HV {cadence}|{appointment}|{topic} work|{document}??|{mother} to {do_fam}|{short_pro} & {short_pro} to {do_pro}|"
 "visits {cadence}|{kid} - {topic}|{programme} x{#4-12}|ring {person_to_tell}|{concern} - {short_pro} to speak to {family}|"
 "? {programme}|{thing} - s17|no contact w/ {father}|{school} mtg|mum/dad to {do_fam}|n/a|as above|{mother} 2 {do_fam}"},
{"Service_cap", "Housing|CAMHS|Early Help|Young carers|Drug service|DA hub|SALT|Nursery|Counselling|Food bank|Advocacy|FGC"},
{"Thing_np", "Stair gates|Beds|Uniform|Cooker|Bus pass|Bedding|Glasses|Smoke alarms|Vouchers"},
{"Document_np", "Chronology|Genogram|Safety plan|Consent|EHCP|Housing form|Nursery form|Red book|Birth cert"},
{"Topic_np", "Routines|Boundaries|Bedtimes|Home conditions|Attendance|Hygiene|Safe sleep|Finances|Worries work|Contact"},
/* ---- whole actions, by voice ---- */
{"core.formal",
 "{Worker} to {do_pro}|{Worker} will {do_pro}|The {professional} to {do_pro}|{Professional} to {do_pro}|{Mother} to {do_fam}|"
 "{Father} to {do_fam}|{Mother} and {father} to {do_fam}|{School} to {do_school}|{Kid} to {do_kid}|{passive}|{passive}|{state}|"
 "{Family} will be expected to {do_fam}|It is recommended that {worker} {do_pro}|{Relative} to {do_fam}|"
 "It has been agreed that {family} will {do_fam}|{Service} to {do_pro}|Professionals to {do_pro}|{Mother} is to {do_fam}|"
 "{Title} {surname} to {do_any}|{Worker} and the {professional} to jointly {do_pro}"},
{"core.jottings", "{note}|{note}|{Note}|{Note}|{note} {when}|{passive}|{note}, {note}"},
{"core.plain",
 "{Worker} will {do_pro}|{Mother} will {do_fam}|{Father} will {do_fam}|{Professional} will {do_pro}|{School} will {do_school}|"
 "{initials} to {do_any}|{Mother} agreed to {do_fam}|{adult_name} to {do_pro}|{Do_pro}|{Do_fam}|{Kid} needs to {do_kid}|"
 "We will {do_any}|{Carer} should {do_fam}|{Carer} must {do_fam}|{state}|{Mother} needs to {do_fam}|{adult_name} ({service}) to {do_pro}|"
 "{passive}|{Carer} could {do_fam}|{Relative} can {do_fam}|{Do_pro} - {worker}"},
{"core.child",
 "I will {do_pro}|{Mother} will {do_fam}|{Father} is going to {do_fam}|Your {professional} will {do_pro}|You told me you want to {do_kid}|"
 "I will come and see you {cadence} at {venue}|We will do some drawing about {topic}|{School} will {do_school}|"
 "{Mother} and {father} have promised to {do_fam}|You can always talk to {adult_name} at {school} if you feel worried|"
 "I am going to ask {service} to help {mother}|It is {mother}'s job to {do_fam}|You and I will play games about feelings|"
 "You said you would like {thing} so I will ask about it|{Adult_name} will help you with {topic}|Nan will be there if you need her|"
 "The grown ups will {do_fam}|You will {do_kid}|You are doing really well with {topic}"},
{"core.minutes",
 "{School} reported {concern}; agreed {professional} to {do_pro}|Action: {worker} to {do_pro}|ACTION - {professional} to {do_pro}|"
 "{adult_name} advised that {family} will {do_fam}|Discussion about {concern}. {worker} to {do_pro}|Agreed: {passive}|"
 "{Worker} agreed to {do_pro}|{Mother} stated that she will {do_fam}|The meeting felt that {family} should {do_fam}|"
 "{adult_name} gave apologies; {professional} to {do_pro}|* {Do_pro}|{#1-9}. {Passive}|{Professional} updated that {state_low}|"
 "{Mother} shared her worries about {concern}, {professional} will {do_pro}|Chair asked that {school} {do_school}|"
 "All to {do_any}|Carried forward: {passive}|{initials} to {do_pro}|{Father} was asked to {do_fam}"},
{"state_low", "things are calmer at home|{kid} is doing well at {school}|there is a waiting list for {service}|{concern} is better"},
{"core.runon",
 "{kid} has {appointment} on {date} which {carer} needs to take them to and {worker} will {do_pro}|"
 "{mother} said she is struggling with {concern} and so {worker} is going to {do_pro} and also {do_pro}|"
 "we spoke about {concern} and {mother} feels that {school} could {do_school}|{worker} will {do_pro} and {mother} will {do_fam}|"
 "{Professional} is going to {do_pro} because {concern} has got worse since {event}|{Father} agreed at the meeting that he would {do_fam}|"
 "{Mother} would like to {do_fam} but finds it hard when {concern} comes up|The plan is for {family} to {do_fam}|"
 "There was a long talk about {concern}, {professional} thought it best to {do_pro}|{Relative} offered to {do_fam}"},
/* ---- what makes an action longer ---- */
{"tail.formal", " {when}| {when}| in order that {aim}| so that {aim}| to ensure that {aim}| due to {concern}| at {venue}| with the {professional}|"
 " and to {do_any}|, with a view to {programme}| and provide feedback at {event}|. This will be reviewed at {event}| as part of {document}|"
 ", {when}|. {Worker} to support with this| and share the outcome with the {professional}|. Outcome to be recorded in {document}"},
{"tail.jottings", " {when}| {when}| re {concern}| w/ {short_pro}| + {note}| - {short_pro}| ({short_pro})| @ {venue}| & {do_any}| asap| for {kid}|, {topic}"},
{"tail.plain", " {when}| {when}| so {aim}| because of {concern}| at {venue}| with {professional}| and {do_any}| if needed| and let {person_to_tell} know|"
 " to help with {topic}|, {when}| - {worker} to check {when}|, and {school} will {do_school}"},
{"tail.child", " {when}| so that {aim_you}| with you| and then we can talk about it| because you told me about {concern}| and I will tell you what they say|"
 " {cadence}| at {venue}| and {mother} will {do_fam}|. You can ask me anything|, and your teacher knows about this| before {event}"},
{"aim_you", "you feel safe|home is calmer|you can see your friends|you know what is happening|you get to {school} happy|nobody shouts|you have what you need"},
{"tail.minutes", " {when}| {when}| and feed back at {event}|; {professional} to {do_pro}|. {Mother} agreed with this| as {concern} continues| so that {aim}|"
 " and {worker} to {do_pro}|. {state}|\n- {passive}| ({initials})|. Next meeting {date}| following {event}"},
{"tail.runon", " and then {worker} will {do_pro}| {when}| because of {concern}| but this depends on {event}| so that {aim}| and {mother} is happy with this|"
 ", {school} are also going to {do_school}| which was discussed on {date}| and if this does not happen then {professional} will {do_pro}|"
 ", {father} said he would {do_fam} {when}| as {relative} can help with this| and everyone agreed that {kid} should {do_kid}| as well as {topic}|"
 " {cadence}| and to let {person_to_tell} know how it goes| although {mother} is not sure about {programme}"},
{"filler", "Please note |As discussed, |As agreed, |Going forward, |In the meantime |At the last meeting it was agreed that |Following the visit, |"
 "Where possible |If appropriate, |Moving forward |As per the assessment |Ongoing - |URGENT: |For information: |Continue: |Subject to consent, "},
/* ---- the other columns ---- */
{"who", "{worker}|{worker}|{worker}|{mother}|{mother}|{father}|Parents|{professional}|{professional}|{Professional}|{short_pro}|{short_pro}|"
 "{worker} / {short_pro}|{mother}/{father}|School|{school}|{service}|All|{worker} and {professional}|{child}|{relative}|{initials}|TBC|"
 "Professionals|Family|{adult_name}|{adult_name} {surname} ({service})|everyone"},
{"by_when", "{date}|{date}|{date}|{date}|Ongoing|Ongoing|ongoing|{cadence}|{cadence}|ASAP|asap|{event}|By {event}|within {period}|{period}|"
 "End of {month}|{month} 20{#22-26}|Immediate|TBC|tbc|Next CIN|{deadline}|{when}|{weekday}|Completed|Weekly|Monthly|n/a|-|see above"},
{"measure", "{Aim}|{Aim}|{Document} is {done_doc}|Attendance above {#85-98}%|{Kid} attends {appointment}|{Carer} has completed {programme}|"
 "No further police call-outs for {period}|{Kid} weighs more than {#8-30}kg at {event}|{Programme} certificate seen|"
 "{Kid} will say they feel safe|{Concern} will reduce|Negative tests for {period}|Feedback from {professional}|{Item} in place|"
 "School reports show progress|{Professional} reports better {topic}|Fewer than {#2-5} late marks a term|{Room} is clean at each visit|"
 "{Kid} is happier|Improvement seen|{Service} confirm attendance at {#4-10} of {#10-12} sessions|{Document} on file {deadline}"},
};
/* clang-format on */
const size_t word_list_count = sizeof word_lists / sizeof *word_lists;
