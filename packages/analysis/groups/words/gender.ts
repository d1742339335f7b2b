import type { AxisWords } from './form.ts'

export const genderAndSex = {
  women: {
    sure: 'women; females; womenfolk; cis women; cis woman; cisgender women; housewives',
    open: 'female; feminine; girly; womanly; ladylike; biologically female; afab',
  },
  men: {
    sure: 'men; males; menfolk; cis men; cis man; cisgender men',
    open: 'male; masculine; manly; macho; amab; hypermasculine; virile; biologically male',
  },
  transgender: {
    sure: 'transgender; transgendered; transsexual; transsexuals; trans {woman|man|women|men|person|people|girl|boy|guy|folks|kids|kid|youth|parent|friend}; transmasculine; transfeminine; trans-masculine; trans-feminine; trans {masc|femme|female|male}; transmasc; transfem; transfemme; trans-identified; transman; transwoman; transmen; transwomen; male-to-female; female-to-male; gender dysphoric',
    open: 'trans; trans*; mtf; ftm; m2f; f2m; transitioned; transitioning; detransitioned; pre-op; post-op; non-op; gender-transitioning; transvestite; cross-dressing; crossdressing; gender-affirmed; transexual',
  },
  non_binary: {
    sure: 'nonbinary; non-binary; genderqueer; gender-queer; gender-fluid; genderfluid; agender; bigender; trigender; pangender; polygender; demigender; demigirl; demiboy; two-spirit; gender-nonconforming; gender-non-conforming; androgyne; neutrois; enby; genderless; third-gender; gender-variant; gender-expansive; gender-diverse; gender-creative',
    open: "gender-neutral; nb; androgynous; gender-flexible; ungendered; gnc; intergender; multigender; gender-questioning; gender-bending; tomboyish; tomboy; effeminate; butch; femme; stud; sissy; hijra; muxe; fa'afafine; mahu; girlish; boyish; femme-presenting; masc; masc-presenting; fruity; unmanly; unfeminine; bearded-lady; metrosexual",
  },
  cisgender: {
    sure: 'cisgender; cisgendered',
    open: 'cis; gender-conforming; gender-normative; cis female; cis male; cissexual; gender-typical; traditionally masculine; traditionally feminine',
  },
  intersex: { sure: 'intersex; intersexed', open: 'endosex; dyadic; hermaphrodite; dsd; sexually ambiguous' },
} satisfies AxisWords
