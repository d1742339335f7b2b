import type { AxisWords } from './form.ts'

export const sexualOrientation = {
  gay: {
    sure: 'homosexual; homosexuals; gays; gay {man|men|woman|women|people|person|guy|guys|couple|couples|community|friend|son|brother|uncle|kid|kids|folks|parent|parents}',
    said: 'gay',
    open: 'same-sex; same-sex-attracted; same-gender-loving; closeted; gay-identifying; openly gay; achillean; homo; msm; androphilic; gynephilic; men who have sex with men; homoromantic; gay-married',
  },
  lesbian: { sure: 'lesbian; lesbians; sapphic; dykes on bikes', open: 'lipstick lesbian; butch lesbian; wlw' },
  bisexual: {
    sure: 'bisexual; bisexuals; pansexual; pansexuals; omnisexual; polysexual; biromantic; panromantic; bicurious; bi-curious',
    said: 'bi',
    open: 'bi; pan; ambisexual; multisexual; sexually fluid; heteroflexible; homoflexible; bi-identified; plurisexual; skoliosexual',
  },
  asexual: {
    sure: 'asexual; asexuals; demisexual; demiromantic; aromantic; graysexual; greysexual; gray-asexual; grey-asexual; aroace; allosexual; gray-ace; grey-ace; autosexual',
    open: 'ace; aro; demi; gray-a; nonsexual; celibate; abstinent; alloromantic; grayromantic; greyromantic; akoisexual; lithromantic; ace-spec; acespec',
  },
  queer: {
    sure: 'lgbt; lgbtq; lgbtqia; lgbtq+; lgb; queer people; queer folks; queers; sexual minority; sexual minorities; gender and sexual minority',
    said: 'queer',
    open: 'non-straight; non-heterosexual; queer-identified; not straight; unlabeled; lgbt+; lgbtqia+; 2slgbtq',
  },
  polyamorous: {
    sure: 'polyamorous; polyamorist; polyamorists; ethically non-monogamous; non-monogamous; nonmonogamous',
    open: 'poly; open-relationship; monogamous; swinger; polygamous; polyandrous; polyfidelitous; bdsm',
  },
  straight: {
    sure: 'heterosexual; heterosexuals; straight {man|men|woman|women|people|guy|guys|girl|girls|couple|couples|person|parent|folks}; cishet',
    open: 'straight; hetero; heteronormative; heteroromantic; opposite-sex; het; straight-identifying; straight-acting; straight-passing',
  },
} satisfies AxisWords
