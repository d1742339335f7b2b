/** A name in one spelling: `questionText`, `Question Text` and `question-text` are all `question_text`. */
export const normalName = (name: string): string =>
  name
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1_$2')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '')

/** Names that public corpora and common exports give to each role of a column or field, the most telling first. */
export const CONVENTIONS = {
  conversation: words(`conversation_id conv_id transcript_id dialog_id dialogue_id session_id chat_id interview_id
    conversation dialogue dialog transcript session conversation_idx dialogue_idx session_idx thread_id call_id hit_id
    episode_id encounter_id consultation_id case_id conv session_no session_number transcript_no interview_no case
    interview encounter consultation episode chat thread message_tree_id tree_id link_id submission_id dyad dyad_id case_no case_number discussion discussion_id file_id filename file_name sess_id sess sitzung sitzungsnr
    gesprach gesprach_id sitzung_id seance seance_id sesion sesion_id sessao sessione id_sesion id_sessao сессия диалог
    sesja rozmowa wywiad sessie colloquio intervista seduta samtal sezeni rozhovor oturum gorusme seans beszelgetes istunto
    сеанс разговор интервью номер_сессии 会话 会话id 对话 对话id 对话编号 编号 會話 會話id 対話 対話id セッション 대화 대화id 세션`),
  speaker:
    words(`interlocutor speaker role speaker_role author_role speaker_name speaker_type speaker_idx speaker_index from sender participant
    author who user_role agent speaker_id person name user username author_id party talker speaker_label speaker_tag spk sender_name creator sent_by posted_by direction
    wer mowca kto osoba rola interlocutore rol quien talare mluvci konusmaci taler puhuja beszelo
    sprecher sprecherin rolle locuteur locutrice interlocuteur hablante orador falante parlante spreker
    говорящий роль спикер кто автор участник 说话人 说话者 发言人 角色 身份 說話人 說話者 話者 発話者 화자 역할 발화자`),
  text: words(`utterance_text utterance text content message value body sentence turn_text message_text transcript_text
    dialogue_text utterances post comment response line transcript statement speech selftext tweet transcription utt msg
    wypowiedz tresc wiadomosc battuta uitspraak yttrande meddelande replika vyrok ytring lausuma metin mesaj txt said
    ausserung gesagtes aussage nachricht texte enonce parole propos texto mensaje mensagem enunciado testo tekst
    текст текст_реплики фраза реплика сообщение высказывание 内容 文本 话语 发言 消息 對話內容 內容 発話 本文 テキスト 発言 내용 텍스트 발화 대사`),
  order: words(`turn_id turn turn_index turn_no turn_number order sequence seq idx index position utterance_idx
    utterance_index utterance_no line_no utterance_order message_index nr lfd_nr kolejnosc ordre orden ordem ordine sira poradi 番号 序号 순번 номер порядок`),
  utteranceId: words(`utterance_id utt_id message_id msg_id`),
  parent: words(`parent_id parent_message_id parent_utterance_id in_reply_to_id`),
  time: words(
    `timestamp time start_time time_s start starts_at date_time datetime created_at sent_at date start_s time_start timestamp_ms
    time_sec time_seconds start_sec start_seconds sent sent_date created_date created_date_time date_sent create_time origin_server_ts ts when at offset
    zeit zeit_s zeitstempel zeitpunkt uhrzeit datum heure horodatage hora fecha orario время дата 时间 時間 日期 時刻 日時 시간`,
  ),
  language: words(`language lang locale`),
} as const

/** Pairs of what was asked and what was answered; the first is the client's. */
export const PAIRS: readonly (readonly [string, string])[] = [
  ['question_text', 'answer_text'],
  ['question', 'answer'],
  ['questions', 'answers'],
  ['question_body', 'answer_body'],
  ['prompt', 'completion'],
  ['prompt', 'response'],
  ['prompt', 'chosen'],
  ['question', 'chosen'],
  ['context', 'response'],
  ['context', 'candidate'],
  ['instruction', 'output'],
  ['instruction', 'response'],
  ['input', 'output'],
  ['query', 'response'],
  ['post', 'response'],
  ['seeker_post', 'response_post'],
  ['seeker', 'response'],
  ['patient', 'doctor'],
  ['client', 'therapist'],
  ['client', 'counselor'],
  ['user', 'assistant'],
  ['human', 'assistant'],
  ['q', 'a'],
]

/** Two columns or fields that hold a question and its answer, by their names; the client's first. */
export function pairNamed(names: readonly string[]): [string, string] | null {
  // Survey tools put the number of a question before its name, and others say that it is text.
  const bare = names.map((name) => normalName(name.replace(/^q\d{1,3}[\s_.:-]+(?=\S)/i, '')))
  const short = bare.map((name) => name.replace(/_(?:text|body|content)$/, '').replace(/^reply$/, 'response'))
  for (const known of [bare, short])
    for (const [question, answer] of PAIRS) {
      const [asked, answered] = [known.indexOf(question), known.indexOf(answer)]
      if (asked !== -1 && answered !== -1) return [names[asked] ?? '', names[answered] ?? '']
    }
  return null
}

/** Fields that hold the list of turns of a conversation. */
export const TURN_LISTS = words(`turns messages conversations conversation dialog dialogue dialogs dialogues utterances
  chat transcript history exchanges conversation_history dialogue_history msgs contents log`)

/** Whether a column or field tells what somebody judged, rather than what the thing is. */
export const isLabelName = (name: string): boolean =>
  /(^|_)(labels?|quality|class|category|categories|score|scores|rating|ratings|sentiment|emotion|emotions|intent|behaviour|behavior|talk_type|strategy|strategies|annotation|annotations|annotator|tag|tags|codes?|severity|level|empathy|upvotes|confidence|type|subtype|exists)(_|$)/.test(
    normalName(name),
  )

/**
 * Whether a column or path is made of the words of conventions alone, and so tells of nobody: columns may be called
 * after people.
 */
export const isUsualName = (name: string): boolean =>
  normalName(name)
    .split('_')
    .every((word) => USUAL_WORDS.has(word) || /^\d{0,2}$/.test(word))

const USUAL_WORDS = new Set(
  [
    ...Object.values(CONVENTIONS).flat(),
    ...PAIRS.flat(),
    ...TURN_LISTS,
    'data_items_results_records_rows_list_items',
  ].flatMap((name) => name.split('_')),
)

/** The first of `names` that a convention knows, by the convention's order. */
export function byConvention(names: readonly string[], convention: readonly string[]): string | undefined {
  const normal = new Map<string, string>()
  for (const name of names) if (!normal.has(normalName(name))) normal.set(normalName(name), name)
  for (const known of convention) {
    const name = normal.get(known)
    if (name !== undefined) return name
  }
  return undefined
}

function words(list: string): readonly string[] {
  return list.split(/\s+/).map(normalName)
}
