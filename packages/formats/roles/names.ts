import type { Role } from '@techdeck/contracts'
import type { Mapping } from '../types.ts'

/** How sources name the two sides of a helping conversation, in lower case. */
const NAMES: { readonly [role in Role]: string } = {
  therapist: `therapist counselor counsellor helper supporter assistant gpt chatgpt bot ai model chatbot clinician doctor
    psychologist psychiatrist psychotherapist provider practitioner interviewer listener nurse physician coach analyst
    social_worker t th co ther dr answer answer_text completion response responder volunteer operator advisor facilitator
    agent mentor caregiver_professional therapeute terapeuta therapeut therapeutin berater beraterin psychologue
    psychiatre conseiller conseillere psicologo psicologa consejero consejera orientador orientadora arzt psychologin
    conselheiro conselheira psicoterapeuta psychotherapeute psychotherapeut psychotherapeutin medico medica medecin
    terapeutka terapista psychoterapeuta psychoterapeutka psykolog psykoterapeut psykologi terapeutti psikolog terapist danisman
    counseling_psychologist hulpverlener behandelaar doradca psycholozka lekarz lekarka radgivare poradce doctora doutor doutora dottore
    outbound outgoing
    терапевт психотерапевт психолог консультант врач 咨询师 心理咨询师 治疗师 心理师 医生 辅导员 諮商師 諮詢師 心理師 治療師 助手
    カウンセラー セラピスト 治療者 医師 心理士 מטפל מטפלת פסיכולוג פסיכולוגית יועץ יועצת معالج معالجة المعالج المعالجة طبيب طبيبة الطبيب مستشار
    상담사 상담자 상담원 치료사 의사`,
  client: `client patient seeker help_seeker helpseeker user human speaker caller interviewee participant pt cl c p member
    student visitor prompter texter chatter customer person_seeking_help question question_text prompt poster usr klient klientin
    patientin patiente paciente cliente clienta usager usagere utente ratsuchender ratsuchende consultante
    pacjent pacjentka klientka paziente pazienti danisan hasta asiakas potilas patientka pacient pacientka klijent pasient
    usuario usuaria cliente_a inbound incoming end_user
    клиент клиентка пациент пациентка 来访者 來訪者 求助者 患者 病人 用户 当事人 מטופל מטופלת לקוח לקוחה פציינט عميل عميلة العميل العميلة مريض مريضة المريض المريضة
    個案 クライエント クライアント 相談者 내담자 환자 고객`,
  system: `system developer instruction instructions context narrator system_prompt`,
  other: `other tool function observer third_party unknown family mother father parent partner wife husband group all
    interpreter moderator`,
}

const KNOWN = new Map<string, Role>()
for (const role of ['therapist', 'client', 'system', 'other'] as const)
  for (const name of NAMES[role].split(/\s+/)) KNOWN.set(name, role)

/**
 * The role that a speaker's name as written stands for; `undefined` when the name alone says nothing.
 * A mapping's own roles come first. `T:`, `[Therapist]`, `Therapist 1` and `THERAPIST` are all the therapist.
 */
export function roleOf(speaker: string | undefined, mapping?: Pick<Mapping, 'roles'>): Role | undefined {
  if (speaker === undefined) return undefined
  const lower = speaker.trim().toLowerCase()
  return (
    mapping?.roles?.[lower] ??
    KNOWN.get(lower) ??
    (NUMBERED.test(lower) ? undefined : (KNOWN.get(plain(lower)) ?? KNOWN.get(unaccented(plain(lower)))))
  )
}

/** What programs call the voices of a recording: who each is, they do not know. */
const NUMBERED = /^\W*speaker[\s_-]*\d+\W*$/

/** Whether a value is a common name of a role. */
export const isKnownRole = (value: string): boolean => roleOf(value) !== undefined

/** Letters of Latin script without what stands above and below them. */
const unaccented = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')

const plain = (name: string): string =>
  name
    .slice(0, 80)
    .replace(/^[^\p{L}]+|(?<=[\p{L}\p{N}])[^\p{L}\p{N}]+$/gu, '')
    .replace(/[\s_-]*\d{1,3}$/, '')
    .replace(/(?<=[a-z]{2})[\s_-]?(?:message|msg)(?:[\s_-]?chunk)?$/, '')
    .replace(/[\s-]+/g, '_')
