// Writes names.ts: `node make-names.mjs FAKER > names.ts`, where FAKER is the folder of @faker-js/faker 10.6.0 (MIT).
// Names whose script is not Latin in the package (Arabic, Chinese, Japanese, Korean …) are written here.
import { pathToFileURL } from 'node:url'

const { allLocales } = await import(pathToFileURL(`${process.argv[2]}/dist/index.js`).href)

const ORIGINS = {
  en: ['en', 'en_AU', 'en_ZA'],
  es: ['es', 'es_MX', 'pt_BR', 'pt_PT'],
  fr: ['fr'],
  de: ['de', 'nl'],
  it: ['it'],
  nordic: ['da', 'sv', 'nb_NO', 'fi'],
  slavic: ['pl', 'cs_CZ', 'hr', 'sr_RS_latin', 'sl_SI'],
  ro: ['ro'],
  tr: ['tr'],
  india: ['en_IN'],
  west_africa: ['en_NG', 'yo_NG', 'en_GH'],
  south_africa: ['zu_ZA'],
  indonesia: ['id_ID'],
}
const OWN = {
  arabic: {
    female:
      'Aisha Amal Amina Amira Asma Aziza Basma Dalia Dina Farah Fatima Ghada Hala Hanan Huda Iman Jamila Karima Khadija Laila Lamia Latifa Leila Lina Maha Malak Mariam Mona Nadia Najwa Nour Rania Rasha Reem Salma Samira Sana Shirin Soraya Yasmin Zahra Zainab',
    male: 'Abbas Abdullah Adnan Ahmad Ahmed Ali Amir Anwar Bilal Farid Faisal Habib Hamid Hamza Hasan Hassan Hussein Ibrahim Idris Ismail Jamal Kamal Karim Khalid Mahmoud Majid Mansour Mohamed Mohammed Muhammad Mustafa Nabil Nasser Omar Osama Rashid Saleh Samir Sami Tariq Walid Yasin Yousef Yusuf Zaid Ziad',
    last: 'Abadi Abbasi Aziz Bakri Daher Darwish Farouk Fayed Ghanem Haddad Hakim Hamdan Hariri Harb Hijazi Issa Jaber Kassem Khalil Khoury Maalouf Mansouri Masri Nader Najjar Nassar Qureshi Rahman Sabbagh Saeed Salem Saleem Shaheen Sharif Sheikh Siddiqui Suleiman Taleb Zaki',
  },
  china: {
    female:
      'Fang Hui Jiayi Jing Lan Lihua Ling Mei Meiling Qian Qing Ting Xia Xiaomei Xinyi Xiu Yan Yating Ying Yue Yun',
    male: 'Bo Chao Cheng Dong Feng Gang Guang Haoran Hao Jian Jianguo Jun Kang Lei Ming Peng Qiang Shan Tao Wei Weidong Xiang Yang Yong Zhen Zhiwei',
    last: 'Cai Cao Chang Chen Cheng Deng Dong Du Feng Gao Guo Han He Hu Huang Jiang Jin Liang Lin Liu Lu Luo Ma Meng Pan Peng Ren Shen Song Sun Tan Tang Tian Wang Wei Wu Xiao Xie Xu Yang Yao Ye Yu Yuan Zhang Zhao Zheng Zhou Zhu',
  },
  japan: {
    female:
      'Aiko Akari Akemi Asuka Ayaka Chiyo Emiko Hana Haruka Hikari Honoka Kaori Keiko Kimiko Mariko Mayumi Michiko Misaki Miyu Nanami Naoko Natsuki Rin Sachiko Sakura Sayaka Tomoko Yoko Yui Yuka Yukiko Yumi',
    male: 'Akira Daichi Daiki Hajime Haruki Haruto Hideo Hiroki Hiroshi Isamu Itsuki Kaito Katsuo Kazuo Kenichi Kenji Kenta Makoto Masao Minoru Naoki Noboru Osamu Ren Ryota Satoshi Shigeru Shinji Shota Sora Takashi Takumi Tetsuya Yamato Yuto',
    last: 'Abe Endo Fujii Fujita Goto Hasegawa Hashimoto Hayashi Ikeda Inoue Ishii Ishikawa Ito Kato Kimura Kobayashi Kondo Maeda Matsumoto Mori Murakami Nakajima Nakamura Nishimura Ogawa Okada Okamoto Ota Saito Sakamoto Sasaki Sato Shimizu Suzuki Takahashi Tanaka Watanabe Yamada Yamaguchi Yamamoto Yamashita Yamazaki Yoshida',
  },
  korea: {
    female:
      'Bora Dahye Eunji Eunjung Haeun Hyejin Hyuna Jihye Jimin Jiwoo Jiyeon Minji Minseo Nari Seoyeon Sohyun Soojin Sora Sujin Yejin Yoona Yuna',
    male: 'Donghyun Donghae Hyunwoo Jaehyun Jinho Jinwoo Jisung Joonho Junseo Kyungsoo Minho Minjun Sangmin Seojun Seungho Siwoo Sungjin Taehyung Wonsik Woojin Youngho Yohan',
    last: 'Ahn Bae Baek Cho Choi Chung Gwak Heo Hong Hwang Hyun Jang Jeon Jeong Jung Kang Kim Ko Kwak Kwon Moon Nam Noh Oh Paik Park Ryu Seo Shim Shin Sohn Yoon',
  },
  vietnam: {
    female:
      'Bich Chi Diep Hanh Hoa Hong Huong Kieu Lan Lien Linh Loan Mai Nga Ngoc Nhung Phuong Quyen Thao Thuy Trang Trinh Tuyet Uyen Xuan Yen',
    male: 'Anh Binh Cuong Danh Dat Duc Duy Giang Hai Hieu Hung Huy Khanh Khoa Kien Lam Loc Minh Nam Nghia Phong Phuc Quan Quang Son Tai Thanh Thien Tien Trung Tuan Viet Vinh',
    last: 'Bui Dang Dao Dinh Do Doan Duong Ha Hoang Huynh Lam Le Ly Mac Ngo Nguyen Pham Phan Phung Quach Ta Thai To Tran Trinh Trieu Truong Vo Vu Vuong',
  },
}
/** Spanish whatever other lists have them too. */
const SPANISH = {
  female:
    'Carmen Consuelo Dolores Esperanza Guadalupe Isabel Lucia Mercedes Paloma Pilar Rocio Rosario Socorro Ximena Xiomara Yolanda',
  male: 'Alejandro Alfonso Alfredo Andres Arturo Carlos Diego Eduardo Enrique Ernesto Esteban Felipe Fernando Francisco Guillermo Hector Hernan Ignacio Javier Jesus Joaquin Jorge Jose Juan Julio Luis Manuel Marcos Miguel Pablo Pedro Rafael Ramon Raul Ricardo Roberto Rodrigo Salvador Santiago Sergio',
}
/** The most common family names in the United States, which are never left out, and no given names here. */
const COMMON = {
  en: 'Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Moore Jackson Thompson White Harris Clark Robinson Walker Young King Wright Hill Green Adams Baker Hall Campbell Roberts Phillips Evans Turner Collins Edwards Stewart Morris Murphy Cook Rogers Peterson Bailey Bell Ward Cox Richardson Watson Brooks Wood Bennett Gray Hughes Price Myers Foster Sanders Powell Sullivan Butler Barnes Fisher Henderson Coleman Simmons Patterson Jordan Reynolds Hamilton Graham Wallace Woods Cole West Owens Griffin Hayes Ellis Harrison Gibson Mcdonald Marshall Freeman Wells Webb Simpson Stevens Tucker Porter Hunter Hicks Crawford Boyd Mason Kennedy Warren Dixon Burns Gordon Shaw Holmes Rice Robertson Hunt Black Daniels Palmer Mills Nichols Grant Ferguson Rose Stone Hawkins Dunn Perkins Hudson Spencer Gardner Stephens Payne Pierce Berry Matthews Arnold Wagner Watkins Olson Carroll Snyder Cunningham Bradley Lane Andrews Harper Fox Riley Armstrong Carpenter Weaver Greene Lawrence Elliott Sims Austin Peters Kelley Franklin Lawson',
  es: 'Garcia Martinez Rodriguez Hernandez Lopez Gonzalez Perez Sanchez Ramirez Torres Flores Rivera Gomez Diaz Reyes Cruz Morales Ortiz Gutierrez Chavez Ramos Ruiz Mendoza Alvarez Castillo Vasquez Jimenez Moreno Vargas Castro Guzman Munoz Soto Delgado Medina Herrera Aguilar Vega Fernandez Rojas Silva Salazar Santos Guerrero Contreras Dominguez Romero Estrada Sandoval Navarro',
  slavic: 'Kowalski Nowak Kowalczyk Novak Horvat Wisniewski Wojcik Kaminski Lewandowski Zielinski Petrovic Jovanovic',
}
/** Most of a class from the package, so that the file stays small; the bigger a class, the less a surrogate says. */
const MOST = { en: { given: 2000, last: 1200 }, other: { given: 260, last: 420 } }

const ONE_WORD = /^\p{Lu}[\p{Ll}]{1,13}$/u
const key = (name) => name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
const words = (list) => [...new Set((list ?? []).filter((name) => typeof name === 'string' && ONE_WORD.test(name)))]

const found = { female: new Map(), male: new Map(), last: new Map() }
const note = (kind, origin, name) => {
  const of = found[kind]
  const entry = of.get(key(name)) ?? { name, origins: new Set() }
  entry.origins.add(origin)
  of.set(key(name), entry)
}
for (const [origin, { female, male, last }] of Object.entries(OWN)) {
  for (const name of female.split(' ')) note('female', origin, name)
  for (const name of male.split(' ')) note('male', origin, name)
  for (const name of last.split(' ')) note('last', origin, name)
}
for (const [origin, locales] of Object.entries(ORIGINS))
  for (const locale of locales) {
    const { first_name: first = {}, last_name: last = {} } = allLocales[locale].person
    for (const name of words(first.generic)) for (const kind of ['female', 'male']) note(kind, origin, name)
    for (const name of words(first.female)) note('female', origin, name)
    for (const name of words(first.male)) note('male', origin, name)
    for (const list of Object.values(last)) for (const name of words(list)) note('last', origin, name)
  }

for (const kind of ['female', 'male']) for (const name of SPANISH[kind].split(' ')) note(kind, 'SPANISH', name)

/** Where English names are given as well. */
const ENGLISH_TOO = new Set(['west_africa', 'south_africa', 'india', 'indonesia'])
/** A list of our own goes first; then a name of one origin besides English is of that one, one of many is English. */
const originOf = ({ origins }) => {
  if (origins.has('SPANISH')) return 'es'
  const own = [...origins].find((origin) => origin in OWN)
  if (own) return own
  const others = [...origins].filter((origin) => origin !== 'en')
  if (!origins.has('en')) return others[0]
  return others.length === 1 && !ENGLISH_TOO.has(others[0]) ? others[0] : 'en'
}
/** Whether a name that some list has for the other gender is one of both here: English lists decide where they know it. */
const isOfBoth = (entry, other) => entry.origins.has('en') === (other?.origins.has('en') ?? !entry.origins.has('en'))
for (const [origin, names] of Object.entries(COMMON))
  for (const name of names.split(' ')) found.last.set(key(name), { name, origins: new Set([origin]), isCommon: true })
const commonKeys = new Set(Object.values(COMMON).flatMap((names) => names.split(' ').map(key)))

/** Whether an English list has it as a family name, and none as a given one. */
const isFamilyName = (id) =>
  commonKeys.has(id) ||
  (found.last.get(id)?.origins.has('en') === true &&
    ![found.female.get(id), found.male.get(id)].some((given) => given?.origins.has('en')))
const classes = { given: {}, last: {} }
const add = (kind, name, label) => (classes[kind][label] ??= []).push(name)
for (const [id, entry] of found.female) {
  if (isFamilyName(id)) continue
  const both = found.male.get(id)
  if (both && !isOfBoth(entry, both)) {
    const ofWomen = entry.origins.has('en')
    add('given', entry.name, `${originOf(ofWomen ? entry : both)}.${ofWomen ? 'female' : 'male'}`)
  } else if (both) {
    const origins = new Set([...entry.origins, ...both.origins])
    add('given', entry.name, `${origins.has('en') ? 'en' : originOf({ origins })}.any`)
  } else add('given', entry.name, `${originOf(entry)}.female`)
}
for (const [id, entry] of found.male)
  if (!found.female.has(id) && !isFamilyName(id)) add('given', entry.name, `${originOf(entry)}.male`)
// Miller is a family name, although some list has it for a given one; Lee is both, and a given name here.
for (const [id, entry] of found.last) {
  const given = [found.female.get(id), found.male.get(id)].filter((other) => other !== undefined)
  if (given.length === 0 || isFamilyName(id)) add('last', entry.name, originOf(entry))
}

/** Evenly over the list, so that no letter is left out. */
const some = (list, most) => {
  const sorted = list.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
  if (sorted.length <= most) return sorted
  const kept = new Set(Array.from({ length: most }, (_, i) => sorted[Math.floor((i * sorted.length) / most)]))
  return sorted.filter((name) => kept.has(name) || commonKeys.has(key(name)))
}
const table = (kind) =>
  Object.entries(classes[kind])
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, list]) => {
      const { given, last } = label.startsWith('en') && !label.startsWith('en_') ? MOST.en : MOST.other
      return [label, some(list, kind === 'given' ? given : last)]
    })
    .filter(([, list]) => list.length >= 8)
    .map(([label, list]) => `  '${label}':\n    '${list.join(' ')}',`)
    .join('\n')

process.stdout.write(`// Written by make-names.mjs from @faker-js/faker 10.6.0, whose terms (MIT) ask for this notice:
// Faker - Copyright (c) 2022-2025. Permission is hereby granted, free of charge, to any person obtaining a copy of this
// software and associated documentation files, to deal in the Software without restriction, provided that the copyright
// notice and this permission notice are included in all copies or substantial portions of the Software. It is provided
// "as is", without warranty of any kind. Arabic, Chinese, Japanese, Korean and Vietnamese names: written for TechDeck.

/** Given names by \`origin.gender\`; each stands in one class alone. */
export const GIVEN: { readonly [label: string]: string } = {
${table('given')}
}

/** Family names by origin, those left out that are given names too. */
export const FAMILY: { readonly [origin: string]: string } = {
${table('last')}
}
`)
