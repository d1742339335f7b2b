import type { AxisWords } from './form.ts'

export const cultural = {
  generations: {
    sure: 'zoomer; zoomers; gen z; gen zer; gen zers; gen alpha; generation z; generation alpha; millennial; millennials; gen y; generation y; gen x; gen xer; gen xers; generation x; boomer; boomers; baby-boomer; baby-boomers; silent generation; greatest generation; xennial; xennials; zillennial',
  },
  rural: {
    sure: 'hillbilly; hillbillies; redneck; rednecks; country bumpkin; hicks; yokel; yokels; country folk; mountain people; farm boy; farm girl; country boy; country girl; white trash; trailer trash; cowboys',
    open: 'rural; country; small-town; backwoods; farm; farming; agrarian; provincial; rustic; hick; backwater; homesteading; ranching; off-grid; off-the-grid; outback; heartland; flyover; southern; midwestern; east-coast; west-coast; coastal; redneck; folksy; down-home; hayseed; backcountry; ranch; hillbilly; peasant; countrified; bumpkin; northeastern; texan; californian; deep-south; bible-belt; island; agricultural; cowboy; uncultured; appalachian-born; dixie; unworldly',
  },
  urban: {
    sure: 'city folk; city slicker; city slickers; new yorkers; inner-city {kid|kids|youth|youths|people}; urbanites; suburbanite',
    open: 'urban; inner-city; suburban; city; metropolitan; cosmopolitan; downtown; big-city; urbane; hood; ghetto; street-smart; streetwise; exurban; ex-urban; urbanized; uptown; bourgeois; city-dwelling; townie; barrio; gentrifying; housing-project; jet-set; worldly; bridge-and-tunnel; citified; uncosmopolitan; well-cultured',
  },
  subculture: {
    sure: 'hippie; hippies; hippy; hipster; hipsters; punks; goths; yuppie; yuppies; yuppy; skinheads; bikers; preppies; bohemians; cosplayer; cosplayers; furry fandom; valley girl; rockers; ravers; emo kid; emo kids; beatnik; beatniks; social justice warrior; social justice warriors; sjw; sjws; snowflakes; karens; bougie; gamers; incel; incels; chads; otaku; weeaboo; prepper; preppers; doomsday prepper; influencer; surfer dude; metalhead; metalheads; guidos',
    open: 'punk; goth; gothic; emo; hip-hop; biker; bohemian; boho; preppy; hipster; hippie; new-wave; counterculture; countercultural; geek; nerd; metal; surfer; skater; raver; fratty; frat; sorority; artsy; cottagecore; yuppie; woke; anti-woke; snobbish; snobby; snooty; hoity-toity; highbrow; lowbrow; grunge; jock; nonconformist; unconventional; indie; furry; incel; vsco; crunchy; earthy; new-agey; bougie; granola; free-spirited; tree-hugging; straightedge; old-fashioned; avant-garde; snobbish-acting; minimalist; rebellious; influencer; techie; weeb; conformist; tribalist',
  },
  elite: {
    sure: 'socialite; socialites; jet-setter; blue-bloods; elites; ivory-tower {intellectual|academic}; trust-fund baby; old-money family',
    open: 'elite; elitist; aristocratic; noble; royal; genteel; patrician; plebeian; ivy-league; ivory-tower; celebrity; establishment; high-society; blue-blooded; high-status; low-status; well-bred; well-connected; well-mannered; highborn; high-born; lowborn; pedigreed; privileged-class; upper-crust; top-tier; proletarian',
  },
  health_views: {
    sure: 'anti-vaxxer; anti-vaxxers; antivaxxer; antivaxxers; anti-masker; anti-maskers; vaccine-hesitant; covid-denier; vaccine-denier; vaccine skeptic; vaccine skeptics; anti-mask; climate-denier; climate denier; conspiracy theorist; conspiracy theorists; flat-earther; flat-earthers; science-denier',
    open: 'anti-vax; antivax; anti-vaccine; pro-vax; pro-vaccine; pro-mask; anti-vaxx; vaccine-skeptical; vaccine-refusing; vaccine-injured; covid-denying; covid-conscious; unmasked; mask-wearing; vaxxed; unvaxxed; flat-earth; conspiracy; conspiracy-minded; science-denying; pro-science; anti-science; anti-mask; vax-hesitant; conspiratorial; anti-5g; vaccinating; maskless; social-distancing; homeopathic; anti-medicine; creationist; climate-conscious',
  },
  causes: {
    sure: 'pro-lifer; pro-lifers; pro-life; pro-choice; pro-choicer; anti-abortion; pro-abortion; environmentalist; environmentalists; activist; activists; vegans; vegetarians; gun-rights; second-amendment; gun nut; peacenik; abortion-rights; animal-rights activist; black lives matter supporter',
    open: 'pro-gun; anti-gun; pro-war; anti-war; pacifist; anti-racist; antiracist; racist; sexist; homophobic; transphobic; bigoted; intolerant; close-minded; closed-minded; gun-owning; gun-toting; eco-conscious; eco-friendly; activist; body-positive; sex-positive; anti-establishment; anti-government; misogynistic; misogynist; ageist; ableist; xenophobic; antisemitic; anti-semitic; islamophobic; pro-immigration; anti-immigration; anti-immigrant; environmentally-conscious; climate-denying; sustainable; fat-positive; anti-fat; antiwar; chauvinist; chauvinistic; climate-activist; patriarchal; matriarchal; pro-lgbt; anti-lgbt; anti-trans; pro-trans; gender-critical; anti-choice; liberated; prejudiced; conservationist; hawkish; dovish; pro-police; anti-police; woke-minded; militaristic',
  },
  at_risk: {
    sure: 'at-risk {youth|youths|teen|teens|kids|children|person|people|families}; underserved; underprivileged; disenfranchised; victims of abuse; survivors of abuse',
    open: 'at-risk; high-risk; underserved; marginalised; oppressed; disenfranchised; disadvantaged; underprivileged; discriminated-against; stigmatized; victimised; exploited; left-behind; minoritised; socially low-privilege; outcast; unprivileged',
  },
} satisfies AxisWords
