import type { AxisWords } from './form.ts'

export const religion = {
  muslim: {
    sure: "muslim; muslims; moslem; moslems; sunni; sunnis; shia; shias; shiite; shiites; shi'a; shi'ite; salafi; sufi; sufis; islamist; islamists; ahmadi; ismaili; alawite; alawites; druze; ibadi; wahhabi; deobandi",
    open: 'islamic; hijabi; hijab-wearing; headscarf-wearing; veiled; burqa-wearing; niqabi; mohammedan; quranist; muslim-american',
  },
  jewish: {
    sure: 'jewish; jew; jews; hasidic; hasid; haredi; ashkenazi; sephardi; sephardic; mizrahi; ashkenazi jewish; sephardic jewish; {conservative|reform|orthodox|reconstructionist|secular|modern orthodox|ultra-orthodox|liberal|mizrahi|hasidic|messianic} {jewish|jew|jews}; chabad; lubavitch; ultra-orthodox; ethiopian jewish; karaite; samaritan; israelite',
    open: 'kosher; yiddish; messianic; kippah-wearing',
  },
  christian: {
    sure: "christian; christians; catholic; catholics; roman catholic; roman catholics; protestant; protestants; evangelical; evangelicals; mormon; mormons; latter-day saint; latter-day saints; jehovah's witness; jehovah's witnesses; quaker; quakers; amish; mennonite; mennonites; hutterite; baptist; baptists; southern baptist; methodist; methodists; lutheran; lutherans; pentecostal; pentecostals; presbyterian; presbyterians; anglican; anglicans; episcopalian; episcopalians; calvinist; calvinists; seventh-day adventist; adventist; adventists; born-again; coptic; copt; copts; congregationalist; puritan; nonconformist christian; {greek|russian|eastern|oriental|ukrainian|serbian|ethiopian} orthodox; jesuit; maronite; christadelphian; anabaptist; moravian; wesleyan; nazarene; charismatic christian; fundamentalist christian; nondenominational christian; non-denominational christian; united methodist; eastern catholic; evangelist; christian scientist; unification church; moonie",
    open: 'orthodox; episcopal; reformed; nondenominational; non-denominational; charismatic; churchgoing; church-going; bible-believing; god-fearing; lapsed catholic; lds; ame; baptized; fundamentalist; trinitarian; catholic-raised; ex-catholic; ex-mormon; restorationist; apostolic; messianic; gnostic',
  },
  hindu: {
    sure: 'hindu; hindus; vaishnava; vaishnavite; shaivite; shakta; smartist; brahmin; brahmins; hare krishna; hare krishnas; krishnaite',
    open: 'vedic; lingayat',
  },
  buddhist: {
    sure: 'buddhist; buddhists; zen buddhist; tibetan buddhist; theravada; mahayana; vajrayana; nichiren',
    open: 'zen; engaged-buddhist',
  },
  sikh: { sure: 'sikh; sikhs; khalsa', open: 'turbaned; turban-wearing' },
  other: {
    sure: "jain; jains; jainist; zoroastrian; zoroastrians; parsi; parsee; bahai; baha'i; bahá'í; bahá'i; taoist; taoists; daoist; confucian; confucianist; confucianism; shinto; shintoist; rastafarian; rastafarians; rasta; rastafari; wiccan; wiccans; pagan; pagans; neopagan; neo-pagan; heathen; druid; druidic; druids; satanist; satanists; scientologist; scientologists; unitarian; unitarians; unitarian universalist; unitarian-universalist; animist; animists; deist; deists; pantheist; pantheists; panentheist; polytheist; polytheistic; monotheist; theist; yazidi; yezidi; mandaean; cao dai; caodaist; cheondoist; tenrikyo; santeria; santero; voodoo; vodou; voodooist; spiritist; spiritists; spiritualist; spiritualists; eckankar; raelian; thelemite; shamanist; shamanic; shaman; falun gong; candomble; umbanda; kemetic; asatru; odinist; hellenist; new ager; occultist; pastafarian; discordian; krishna consciousness; native american church; juche",
    open: 'new-age; new age; tribal-religion; witchy; esoteric; ancestor-worshipping; druze; taoic; voodoo-practicing; heretical; cultist',
  },
  religious: {
    sure: 'religious {people|person|man|woman|folks|minority|minorities}; spiritual but not religious; sbnr; believers; churchgoers',
    said: 'religious',
    open: 'spiritual; devout; pious; interfaith; pluralist; god-loving; religious; nonobservant; non-observant; nonpracticing; non-practicing; ordained; clerical; monastic; priestly; fundamentalist',
  },
  non_religious: {
    sure: 'atheist; atheists; agnostic; agnostics; nonreligious; non-religious; irreligious; nonbeliever; non-believer; nonbelievers; non-believers; freethinker; freethinkers; secular humanist; secular humanists; infidel; infidels; unbeliever; unbelievers; antitheist; apatheist; nontheist; non-theist; unchurched; religious none; religiously ',
    open: 'secular; humanist; humanistic; godless; ex-religious; faithless; unreligious; areligious; nullifidian; nontheistic; atheistic; ignostic; unspiritual; apostate',
  },
} satisfies AxisWords
