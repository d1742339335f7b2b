/** Own sentences of a client and a helper, by language. */
export const SENTENCES: Readonly<Record<string, readonly string[]>> = {
  ar: [
    'لم أعد أستطيع النوم في الليل، وأفكر طوال الوقت في العمل وفي ما قد يحدث غدا.',
    'يبدو أنك تحمل الكثير وحدك. متى بدأت تشعر بهذا التعب؟',
    'منذ أن انتقلنا إلى هذه المدينة لا أتحدث مع أحد تقريبا.',
  ],
  de: [
    'Ich weiß nicht mehr weiter und fühle mich seit Wochen sehr allein.',
    'Das klingt, als hätten Sie lange niemandem davon erzählt. Was hat sich heute verändert?',
    'Meine Schwester hat gesagt, ich soll endlich mit jemandem reden.',
  ],
  en: [
    'I have not been sleeping well and I keep worrying about what happens next.',
    'It sounds like you have been carrying this on your own for a long time.',
    'My sister told me that I should finally talk to somebody about it.',
  ],
  es: [
    'No duermo bien desde hace semanas y no dejo de pensar en el trabajo.',
    'Parece que lleva mucho tiempo cargando con esto sin contárselo a nadie.',
    'Mi hermana me dijo que por fin tenía que hablar con alguien.',
  ],
  fr: [
    'Je ne dors plus très bien depuis que nous avons déménagé, et je me sens seule.',
    'On dirait que vous portez cela depuis longtemps. Qu’est-ce qui a changé aujourd’hui ?',
    'Ma sœur m’a dit qu’il fallait enfin que j’en parle à quelqu’un.',
  ],
  he: [
    'אני לא ישן טוב כבר כמה שבועות ואני כל הזמן חושב על העבודה.',
    'נשמע שאתה נושא את זה לבד כבר הרבה זמן. מה השתנה היום?',
    'אחותי אמרה לי שאני צריך סוף סוף לדבר עם מישהו.',
  ],
  hi: [
    'मुझे कई हफ़्तों से ठीक से नींद नहीं आती और मैं हर समय काम के बारे में सोचता रहता हूँ।',
    'लगता है कि आप बहुत समय से यह सब अकेले सह रहे हैं। आज क्या बदला?',
    'मेरी बहन ने कहा कि मुझे अब किसी से बात करनी चाहिए।',
  ],
  it: [
    'Non dormo più bene da quando ci siamo trasferiti e mi sento molto sola.',
    'Sembra che lei porti questo peso da molto tempo. Che cosa è cambiato oggi?',
    'Mia sorella mi ha detto che dovevo finalmente parlarne con qualcuno.',
  ],
  ja: [
    '最近あまり眠れなくて、仕事のことばかり考えてしまいます。',
    '長い間ひとりで抱えてこられたのですね。今日は何が変わりましたか。',
    '妹に、そろそろ誰かに話したほうがいいと言われました。',
  ],
  ko: [
    '요즘 잠을 잘 못 자고 계속 일 생각만 하게 돼요.',
    '오랫동안 혼자서 견뎌 오신 것 같네요. 오늘은 무엇이 달라졌나요?',
    '동생이 이제는 누군가와 이야기를 해야 한다고 했어요.',
  ],
  nl: [
    'Ik slaap al weken niet goed en ik denk de hele tijd aan mijn werk.',
    'Het klinkt alsof u dit al heel lang alleen draagt. Wat is er vandaag veranderd?',
    'Mijn zus zei dat ik er eindelijk eens met iemand over moest praten.',
  ],
  pl: [
    'Od kilku tygodni źle śpię i cały czas myślę o pracy.',
    'Wygląda na to, że długo nosiła to pani w sobie. Co się dzisiaj zmieniło?',
    'Moja siostra powiedziała, że powinnam wreszcie z kimś porozmawiać.',
  ],
  pt: [
    'Não durmo bem há semanas e não paro de pensar no trabalho.',
    'Parece que você carrega isso sozinho há muito tempo. O que mudou hoje?',
    'Minha irmã disse que eu precisava finalmente conversar com alguém.',
  ],
  ru: [
    'Я уже несколько недель плохо сплю и всё время думаю о работе.',
    'Похоже, вы долго несли это в одиночку. Что изменилось сегодня?',
    'Сестра сказала, что мне наконец нужно с кем-то поговорить.',
  ],
  th: [
    'ช่วงนี้ฉันนอนไม่หลับเลย และคิดเรื่องงานอยู่ตลอดเวลา',
    'ฟังดูเหมือนคุณแบกเรื่องนี้ไว้คนเดียวมานานแล้ว วันนี้มีอะไรเปลี่ยนไปบ้าง',
    'พี่สาวบอกว่าฉันควรจะคุยกับใครสักคนได้แล้ว',
  ],
  tr: [
    'Haftalardır iyi uyuyamıyorum ve sürekli işi düşünüyorum.',
    'Bunu uzun zamandır tek başınıza taşıyor gibisiniz. Bugün ne değişti?',
    'Kız kardeşim artık biriyle konuşmam gerektiğini söyledi.',
  ],
  zh: [
    '我已经好几个星期睡不好了，脑子里一直在想工作的事情。',
    '听起来你一个人承受了很久。今天有什么不一样吗？',
    '我妹妹说我应该找个人好好谈一谈了。',
  ],
}
