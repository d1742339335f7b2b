import type { GoldSpan, Sample } from './corpus.ts'
import type { Fillers } from './fillers.ts'

/** Sentences of our own with places for what {@link Fillers} invents; each line may hold several. */
const TEMPLATES = `
Hi {first}, good to see you again.
Thanks for coming in today, {first}.
{first}, how was your week?
So {first}, what brings you here?
I hear you, {first}. That sounds hard.
{first} is my youngest. She just started walking.
My son {first} won't talk to me anymore.
my daughter {first} and her friend {first} were there too
I told {first} I was leaving and {first} just laughed.
{first} never listens to me.
{first} and I broke up in the spring.
I've been seeing someone, {first}, since last month.
Is {first} still drinking?
What did {first} say when you told her?
How does {first} feel about that?
Does {first} know that you are here?
I miss {first} so much.
When {first} died I stopped eating.
It was {first}'s idea to come here.
We stayed at {first}'s place for a while.
{first}'s mother has been very kind to me.
I can't stop thinking about {first}.
Everyone thinks {first} is perfect.
Me and {first} have been fighting again.
{first} called me yesterday and I did not pick up.
That is when {first} left.
Then {person} from work texted me.
{person} was my supervisor at {company}.
My therapist before you was {person}.
I was referred by Dr. {last}.
Dr. {last} put me on 20 mg of Prozac.
Ms. {last} from {school} called about my son.
I had Mr. {last} for maths at {school}.
My teacher, Mrs. {last}, was the only one who noticed.
Hello, this is {person} calling about my appointment.
You can call me {first}.
People call me {first}, but my full name is {person}.
I'm {person}, I'm your counselor today.
Client: My name is {person}. Therapist: Welcome, {first}.
Therapist: What would {first} say? Client: {first} would say I am lazy.
Patient {person} was seen today for follow-up.
{person} reports low mood and poor sleep.
{person} is a 34 year old woman who lives in {city} with her husband {first}.
Patient name: {person}
Name: {person}
Emergency contact: {person}, {street}, {city}
Referred by: {person}, {company}
Guardian: {person}
Seen by {person}, LCSW
Sincerely, {person}
Best, {first}
Regards,
{person}
{company}
{address}
cc: {person}
From: {person}
To: {person}
Subject: visit of {person} on Tuesday
I grew up in {city}.
I grew up in {city} and moved to {city} when I was ten.
We live just outside {city}.
My parents are from {city}.
My family came here from {country}.
He moved back to {city} after the divorce.
I drive from {city} every week.
I was born in {city}, {country}.
There is a support group in {city}.
{city} is where it happened.
I hate {city}. Nobody knows me here.
The clinic in {city} was full.
Are you still in {city}?
We took the train to {city} to see {first}.
I got a job offer in {city}, but {first} wants to stay.
{city}, {country}
I work at {company}.
I used to work for {company} in {city}.
I have been at {company} for six years.
{company} let me go in March.
My boss at {company} is a bully.
I drive a truck for {company}.
My husband manages the {company} store downtown.
I had an interview with {company} on Friday.
The insurance through {company} does not cover this.
{company} never called me back.
She left {company} and started at {company}.
My manager {first} at {company} said I was done.
I go to {school}.
I dropped out of {school}.
My daughter is a junior at {school}.
He was expelled from {school} for fighting.
I teach third grade at {school}.
I live at {address}.
My address is {address}.
We moved to {street} last year.
She lives on {street}, near the park.
You can send the letter to {address}.
I'm staying with my aunt at {street} in {city}.
The police came to {street} that night.
He was found near {street}.
Mail it to {person}, {address}
Please send my records to {address}, thanks.
The shelter is on {street}.
Home: {address}
Address: {address}
Ship to: {person}
{address}
Can you update my address? The new one is {address}.
The house on {street} was sold.
Take the bus to {street} and walk from there.
My landlord {person} wants me out of {street}.
I met {first} at {school} in {city}.
{first} from {city} wrote to me again.
Who is {first}?
Why is {first} angry?
Where does {first} live now?
Do you know {person}?
Have you talked to {first} about it?
Could {first} come with you next time?
Can {person} be put on my file as a contact?
Please add {person} to my account.
I would like to change my name to {person}.
The account belongs to {person}.
It's under {person}.
The booking was made by {first} {last}.
Did {person} sign the form?
I read a book by {person}.
I love the songs of {person}.
Have you seen the new film with {person}?
{person}'s concert was the first time I felt free.
According to {person}, it gets easier.
{person} said: "I am done."
"{first}, please stop", I said.
{first}: Are you there?
{first}: I am here. {first}: Good.
They are {first}, {first} and {first}.
My children are {first}, {first}, {first} and {first}.
{last} and {last} were in the same unit as me.
Officer {last} brought me in.
Nurse {last} was on call.
Judge {last} ordered the evaluation.
Coach {last} told me to man up.
Aunt {first} raised me.
Uncle {first} was the one who did it.
Grandma {first} is in a home in {city}.
Discussed with {person} of {company}.
Attended with partner {first}.
Discharged to {street}, {city}.
Lives with mother ({person}) and brother ({first}).
Contacted {school}; spoke with {person}.
{first} is a nurse at {company} in {city}.
I'm {first} and I'm an alcoholic.
Hey {first}, it's {first}. Call me.
Thank you, {first}.
Okay, {first}, let's begin.
I am so proud of you, {first}!
Come on {first}, you can do this.
Happy birthday {first}!
Rest in peace, {first}.
In {city} we had {first} over for dinner.
After {company} closed, half of {city} was out of work.
We met in {city} in 2015.
`

/** Sentences without any identifier, of the kinds that are taken for one. */
const PLAIN = `
Will you come back next week?
I'm Sorry. I'm Good.
We did the Beck Depression Inventory and the Hamilton scale.
Carl Rogers wrote about the person-centered approach.
I read The Body Keeps the Score and Feeling Good.
My favourite show is Game of Thrones.
I take Zoloft, Lexapro and Ativan.
I am on Seroquel and Lamictal now.
The Rosenberg Self-Esteem Scale was high.
We use Motivational Interviewing and Cognitive Behavioral Therapy.
Have you heard of Alcoholics Anonymous or Narcotics Anonymous?
I dance the Virginia reel.
On Monday I slept. On Tuesday I did not.
It is Christmas and then New Year's Eve.
I speak English and a little Spanish.
I am Catholic, my wife is Jewish.
I use Facebook and Instagram too much.
I watch Netflix all night.
I drive a Honda and he has a Ford.
I eat at McDonald's every day.
I was in the Army and then the National Guard.
Medicaid and Medicare both said no.
The Supreme Court ruled on the Affordable Care Act.
DO NOT CALL ME AGAIN
WHY DOES NOBODY LISTEN TO ME
I NEED HELP NOW PLEASE
Step One is to admit it. Step Two is harder.
PTSD, OCD and ADHD run in my family.
On a scale of 1 to 100, where are you?
I had 12 drinks, 3 shots and 40 cigarettes.
Oh My God, I said, What Now?
Mental Health Awareness Month is in May.
The Serenity Prayer helps me.
Major Depressive Disorder and Generalized Anxiety Disorder were diagnosed.
I want to order a Large Pizza with Extra Cheese.
Terms and Conditions apply. See the Privacy Policy.
Drama, Comedy and Action Movies are all I watch.
The Good, the Bad and the Ugly is on tonight.
Session 3: Thought Record and Behavioral Activation.
Chief Complaint: Low Mood. Plan: Return in Two Weeks.
Title IX protects students. The Fair Housing Act does too.
I love the Rolling Stones and the Beatles.
Everybody Hurts was our song.
select * from users where name = 1
Error: Connection Refused. Please Try Again Later.
I like Thai and Mexican food.
The German government and the French president met.
She is a Scottish nurse, he is an Irish cook.
I feel Hopeless, Tired and Alone.
Yes. Okay. Right. Well. Anyway.
Values, Goals and Strengths are on the sheet.
I go to Church on Sunday and Temple on Saturday.
[NAME] called [NAME] from [LOCATION].
Hi [NAME], how was [DATE] at [LOCATION]?
I told [NAME] that [NAME_2] lives at [LOCATION].
My number is [PHONE] and my mail is [EMAIL].
[REDACTED] went with [REDACTED] to <LOCATION>.
`

const lines = (text: string): string[] => text.trim().split('\n')
const KIND_OF: Record<string, string> = {
  first: 'PERSON',
  last: 'PERSON',
  person: 'PERSON',
  city: 'LOCATION',
  country: 'LOCATION',
  company: 'ORGANIZATION',
  school: 'ORGANIZATION',
  street: 'ADDRESS',
  address: 'ADDRESS',
}

function fill(template: string, fillers: Fillers): { text: string; spans: GoldSpan[] } {
  let text = ''
  const spans: GoldSpan[] = []
  template.split(/[{}]/).forEach((part, at) => {
    if (at % 2 === 0) text += part
    else {
      const filled = fillers[part as keyof Fillers]()
      spans.push({ start: text.length, end: text.length + filled.length, type: KIND_OF[part] })
      text += filled
    }
  })
  return { text, spans }
}

/** Each template filled `times` times, one to three of them together as one text. */
export function templateSamples(fillers: Fillers, random: () => number, times: number): Sample[] {
  const all = [...lines(TEMPLATES), ...lines(PLAIN)]
  return Array.from({ length: all.length * times }, (_, index): Sample => {
    let text = ''
    const spans: GoldSpan[] = []
    const parts = 1 + Math.floor(random() * 3)
    for (let part = 0; part < parts; part++) {
      const one = fill(part === 0 ? all[index % all.length] : all[Math.floor(random() * all.length)], fillers)
      if (part > 0) text += random() < 0.7 ? ' ' : '\n'
      for (const { start, end, type } of one.spans)
        spans.push({ start: start + text.length, end: end + text.length, type })
      text += one.text
    }
    return {
      suite: 'templates',
      group: 'templates',
      turns: [{ index: 0, role: 'client', text }],
      spans: [spans],
      clean: [[]],
    }
  })
}
