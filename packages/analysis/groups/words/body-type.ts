import type { AxisWords } from './form.ts'

export const bodyType = {
  fat: {
    sure: 'overweight; obese; morbidly obese; plus-size; plus-sized; fat {people|person|woman|man|girl|guy|kid|kids|women|men}; fatso; heavyset; heavy-set; big-boned; full-figured; pot-bellied; potbellied; bbw',
    said: 'fat; chubby',
    open: 'fat; chubby; plump; pudgy; tubby; portly; stout; rotund; corpulent; chunky; curvy; curvaceous; voluptuous; hefty; heavy; heavier; flabby; roly-poly; rounded; bulky; bulging; big-bellied; beer-bellied; fleshy; zaftig; rubenesque; thick; thicc; thickset; fuller-figured; wide-hipped; big-bottomed; fattish; dumpy; paunchy; husky; jiggly; pear-shaped; apple-shaped; hourglass; double-chinned; fat-bodied; pot-belly; matronly; buxom; busty; big-breasted; bosomy; full-bodied; out-of-shape; lardy; blubbery; heavier-set; large-bodied; size-20; swollen; bloated; well-fed; obese-looking; overfed; dad-bodied; endomorphic; cushiony; fluffy; gluttonous',
  },
  thin: {
    sure: 'underweight; skinny {people|person|woman|man|girl|guy|women|men}',
    open: 'thin; skinny; slim; slender; slight; lean; lanky; lank; bony; gaunt; scrawny; svelte; willowy; wiry; rail-thin; stick-thin; waifish; emaciated; malnourished; skeletal; petite; dainty; delicate; lithe; lithesome; trim; spindly; rangy; reedy; gangly; gangling; anorexic-looking; size-zero; narrow; twiggy; rawboned; undernourished; haggard; hollow-cheeked; twig-like; sinewy; small-boned; flat-chested; skin-and-bones; gracile; ectomorphic; slimmer; thinner; sylphlike; starved; scraggy; weedy; leggy; narrow-waisted; small-waisted; slim-hipped; bird-boned',
  },
  tall_or_large: {
    open: 'tall; taller; giant; gigantic; big; bigger; large; larger; huge; enormous; massive; towering; strapping; burly; beefy; brawny; stocky; hulking; long-limbed; long-legged; statuesque; six-foot; six-foot-tall; broad-shouldered; barrel-chested; colossal; mammoth; oversized; lumbering; imposing; king-sized; extra-large; jumbo; well-endowed; strongly built; gargantuan; above-average-height; monstrous; stalwart; sturdy; big-bodied; bull-necked; hulky; lofty; elephantine; super-tall; full-sized',
  },
  short_or_small: {
    sure: 'midget; midgets; dwarf; dwarfs; dwarves; pygmy',
    open: 'short; shorter; small; smaller; little; littler; tiny; tinier; wee; diminutive; miniature; pint-sized; pint-size; undersized; squat; stubby; stunted; five-foot; puny; stumpy; short-statured; pocket-sized; bite-sized; petite-sized; below-average-height; runty; dwarfish; knee-high; low-statured; elfin; itty-bitty; teeny; lilliputian; vertically-challenged; vertically challenged; toy-sized; weensy; minuscule; dinky; slight-built',
  },
  medium: {
    open: 'average-height; medium-height; average-sized; average-weight; average-size; medium-sized; medium-build; mid-sized; average-build; middle-sized; normal-weight; average-bodied; healthy-weight; standard-sized; medium-statured; midsized; well-proportioned; proportionate',
  },
  fit: {
    open: 'fit; muscular; muscly; muscled; muscle-bound; athletic; toned; ripped; swole; buff; jacked; shredded; well-built; sculpted; chiseled; chiselled; strong; stronger; in-shape; physically-fit; sporty; bodybuilding; six-pack; hardy; robust; well-muscled; powerfully built; rock-hard; lean-muscled; mesomorphic; yoked; weightlifting; brawny; solidly built; broad-chested; hench; flexible; agile; limber; gym-going; physically active',
  },
  unfit: {
    open: 'weak; weaker; unfit; feeble; frail; out-of-shape; flabby-armed; delicate; fragile; weakly; decrepit; limp; puny; untoned; unathletic; scrawny-armed; skinny-fat; physically weak',
  },
  attractive: {
    open: "attractive; beautiful; pretty; handsome; gorgeous; good-looking; hot; sexy; cute; hunky; stunning; lovely; ravishing; dashing; foxy; bonny; comely; fetching; elegant; glamorous; photogenic; striking; alluring; adorable; well-dressed; well-groomed; stylish; fashionable; dapper; chic; seductive; dreamy; pulchritudinous; smokin'; dishy; easy-on-the-eyes; beauteous; angelic-looking; attractive-looking; nice-looking; fit-looking; drop-dead gorgeous; devastating; eye-catching; dazzling; exquisite; radiant; model-like; enchanting; bewitching; picture-perfect; hot-looking; knockout; sultry; sensual; desirable; clear-skinned; well-turned-out",
  },
  unattractive: {
    open: 'unattractive; ugly; hideous; homely; unsightly; plain; plain-looking; grotesque; repulsive; butt-ugly; ghastly; uglier; unlovely; ill-favored; unbecoming; repellent; frumpy; dowdy; beastly; monstrous-looking; bad-looking; unprepossessing; disgusting-looking; fugly; hard-on-the-eyes; not-so-pretty; unappealing; haggish; busted; mousy; grody; unpretty; off-putting; revolting; average-looking; ordinary-looking; drab; horrid; unpleasant-looking; weird-looking; rough-looking; gargoyle-like; deformed-looking; odd-looking; funny-looking; strange-looking; plain-faced',
  },
  hair: {
    sure: 'redhead; redheads; brunette; brunettes; blonde; blondes; blond; blonds',
    said: 'bald',
    open: 'bald; balding; bald-headed; baldheaded; hairless; hairy; hirsute; bearded; unbearded; clean-shaven; mustachioed; moustachioed; mustached; goateed; stubbled; stubbly; unshaven; shaven; scruffy; fuzzy; curly; bushy; dreadlocked; ponytailed; pigtailed; mohawked; afro; bewigged; toupeed; platinum-blonde; strawberry-blonde; dirty-blonde; dirty-blond; strawberry-blond; platinum-blond; bleach-blonde; ash-blonde; auburn; ginger; red-headed; redheaded; towheaded; tow-headed; flaxen; raven; gray; grey; graying; greying; salt-and-pepper; shaggy; frizzy; unkempt; braided; cornrowed; pixie-cut; buzzcut; buzz-cut; crew-cut; bobbed; permed; sideburned; stubble-faced; beardless; baldpated; long-bearded; hairy-chested; hairy-legged; dreaded; receding; whiskered; peach-fuzzed; wavy; nappy; mulleted; shorn; skinhead; white-headed; gray-headed; grey-headed; carrot-topped; tousled; highlighted',
  },
  skin: {
    open: 'pale; tanned; tan; freckled; freckly; swarthy; sallow; ruddy; albino; spray-tanned; sunburned; sunburnt; pasty; rosy-cheeked; pockmarked; pimpled; pimply; pimple-faced; zit-faced; spotty; acne-scarred; scarred; scarfaced; wrinkled; wrinkly; leathery; vitiligo; eczematous; birthmarked; warty; blotchy; weathered; dusky; tattooed; pierced; inked; tatted; heavily tattooed; suntanned; untanned; mottled; jaundiced; ashen; bronzed; bronze; porcelain; ivory; caramel; chocolate; acne-covered; acne-ridden; acne-prone; dimpled; baby-faced; scarred-up; burned; greasy; oily; sweaty; toothless; gap-toothed; buck-toothed; snaggle-toothed; braces-wearing; big-nosed; hook-nosed; big-eared; long-nosed; unibrowed; full-lipped; thin-lipped; rosacea; rugged; moles-covered; melanated; pasty-white',
  },
  unkempt: {
    open: 'stinky; smelly; filthy; grungy; disheveled; dishevelled; ragged; grubby; sloppy; slovenly; bedraggled; unwashed; unclean; malodorous; foul-smelling; sweat-stained; raggedy; grimy; scummy; rumpled; shabby; ungroomed; poorly-dressed; badly-dressed; slobby; unhygienic; mangy; well-scrubbed; hygienic; barefoot; makeup-wearing',
  },
} satisfies AxisWords
