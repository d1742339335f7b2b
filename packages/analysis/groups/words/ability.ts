import type { AxisWords } from './form.ts'

export const ability = {
  deaf: {
    sure: 'deafblind; deaf-blind; deaf-mute; hard-of-hearing; hearing-impaired; hearing hearing-impairment; hearing loss; deaf {people|person|man|woman|community|kid|kids|parent|guy|friend}; late-deafened; partially deaf; profoundly deaf',
    said: 'deaf',
    open: 'hearing-aided; cochlear-implanted; deafened; hearing-disabled; half-deaf; asl-using; non-hearing; auditorily tone-deaf; with hearing loss; hearing aid wearing',
  },
  blind: {
    sure: 'visually-impaired; vision-impaired; visually partially-sighted; legally-blind; sight-impaired; low-vision; sightless; blind {people|person|community}; color-blind; colorblind; colour-blind; half-blind; near-sighted; nearsighted; far-sighted; farsighted; short-sighted; shortsighted; visual impairment',
    said: 'blind',
    open: 'blind; sighted; one-eyed; eyeless; bespectacled; glasses-wearing; braille-reading; hard-of-sight; hard-of-seeing; unsighted; blinded; cross-eyed; lazy-eyed; bifocal; four-eyed; print-disabled; vision-disabled; hard of vision; unseeing; contacts-wearing',
  },
  mobility: {
    sure: 'wheelchair user; wheelchair users; wheelchair-bound; wheelchair-using; paraplegic; paraplegics; quadriplegic; quadriplegics; tetraplegic; hemiplegic; amputee; amputees; mobility-impaired; double-amputee; {with|has|have|having} a limp; crutch user; cane user; physically-disabled; physically-handicapped; physically disabled; physically bedridden; bed-bound; bedbound; housebound; little person; dwarfism; mobility impairment; spina bifida; cerebral palsy; muscular dystrophy; confined to a wheelchair; in a wheelchair',
    said: 'paralyzed; paralysed; crippled',
    open: 'paralyzed; paralysed; crippled; cripple; lame; limping; limbless; one-armed; one-legged; one-handed; legless; armless; limb-different; wheelchair; scooter-using; walker-using; cane-using; prosthetic; prosthetics-wearing; spastic; palsied; diplegic; immobile; ambulatory; non-ambulatory; semi-ambulatory; hunchbacked; hunched; bow-legged; clubfooted; club-footed; lame-legged; arthritic; motor-impaired; mobility-challenged; quad; dexterity-impaired; ataxic; mobility-aid-using; three-fingered; disabled-bodied; disfigured; facially disfigured; scoliotic; hobbled; dyspraxic; parkinsonian; walking-impaired',
  },
  neurodivergent: {
    sure: "autistic; autistics; aspie; neurodivergent; neurodiverse; neuroatypical; neurotypical; neurotypicals; dyslexic; dyslexics; dyscalculic; dysgraphic; dyspraxic; epileptic; epileptics; adhd; on the spectrum; tourettic; asperger's; autism spectrum; allistic; audhd; hyperlexic; savant; synesthetic",
    open: 'hyperactive; on-the-spectrum; brain-damaged; brain-injured; concussed; neuro-typical; neuro-divergent; seizure-prone; attention-deficit; narcoleptic; comatose; migraine-prone; stroke-affected; spectrumy; high-functioning; low-functioning; aspergers; vegetative; sensory-sensitive; stimming',
  },
  psychiatric: {
    sure: 'schizophrenic; schizophrenics; mentally-ill; mentally ill; psychiatric {patient|patients|inpatient|inpatients}; psychotics; mental patient; mental patients; bipolar {person|people|woman|man|patient|patients|parent|friend|guy}; schizoaffective; mad people',
    open: 'bipolar; psychotic; insane; crazy; depressed; depressive; neurotic; manic; manic-depressive; borderline; obsessive-compulsive; ocd; ptsd; schizoid; paranoid; delusional; suicidal; bulimic; anorexic; agoraphobic; traumatized; traumatised; mad; demented; lunatic; deranged; psycho; emotionally-disturbed; mentally-disturbed; mentally-unstable; self-harming; shell-shocked; sociopathic; psychopathic; hysterical; phobic; psychologically disabled; dissociative; unhinged; bpd; clinically depressed; mentally healthy; catatonic; emotionally disabled',
  },
  intellectual: {
    sure: "intellectually-disabled; intellectually disabled; learning-disabled; learning disabled; developmentally-disabled; developmentally disabled; mentally-handicapped; mentally handicapped; mentally-retarded; mentally-disabled; mentally-challenged; cognitively-impaired; cognitively-disabled; cognitively down's; down syndrome; down's syndrome; special-needs; special needs; learning-difficulties; developmentally-delayed; intellectually challenged; fetal alcohol; fragile x; williams syndrome",
    open: 'retarded; slow; simple-minded; feeble-minded; slow-witted; special-ed; dumb; delayed; cognitively-challenged; intellectually-impaired; learning-impaired; moronic; imbecilic; idiotic; language-delayed; amnesic; amnesiac; dementia; gifted; memory-impaired; dull-witted; dim-witted; half-witted; profoundly disabled; mentally slow',
  },
  speech: {
    sure: 'aphasic; aphasics; speech-impaired; speech stutterer; stutterers; non-verbal; nonspeaking; non-speaking; stammerer; selectively mute; speech impediment; {with a|has a|have a} {lisp|stutter|stammer}',
    open: 'mute; nonverbal; stuttering; stammering; lisping; dysarthric; speechless; speech-disabled; language-impaired; voiceless; dysphasic; semi-verbal; tongue-tied; unspeaking; minimally verbal',
  },
  chronic_illness: {
    sure: 'chronically-ill; chronically ill; hiv-positive; hiv positive; immunocompromised; immuno-compromised; immunosuppressed; immunodeficient; diabetic; diabetics; terminally-ill; terminally ill; cancer {patient|patients|survivor|survivors}; asthmatic; asthmatics; hemophiliac; haemophiliac; chronic pain patients; hiv-negative',
    open: "sickly; ill; sick; unwell; ailing; diseased; leprous; tubercular; arthritic; celiac; coeliac; anemic; allergic; hypertensive; infirm; poz; cancer-stricken; chronic-pain; fibromyalgic; lupus; post-stroke; contagious; medicated; sterile; barren; incontinent; impotent; unhealthy; hospitalized; long-covid; disease-free; food-allergic; gluten-intolerant; lactose-intolerant; crohn's",
  },
  disabled: {
    sure: 'disabled; handicapped; non-disabled; nondisabled; differently-abled; differently abled; able-bodied; ablebodied; {person|people|man|men|woman|women|kids|child|children|students|adults|parent|friend|guy} with {disabilities|a disability|autism|down syndrome|schizophrenia|dementia|aids|epilepsy|mental illness|special needs|a handicap}; invisible disability; multiply-disabled; severely disabled; crip; abled; temporarily able-bodied; persons with disabilities',
    open: 'deformed; malformed; abled; disability; severely misshapen; handicap; unimpaired; medically fragile; non-able-bodied; otherly-abled; diff-abled',
  },
} satisfies AxisWords
