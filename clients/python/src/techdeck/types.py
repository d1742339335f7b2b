"""What the API answers, as typed dictionaries.

Written by `node apps/api/reference/main.ts` from the OpenAPI document; a test compares it with that of the live API.
"""

from __future__ import annotations

from typing import Any, Literal, Union

from typing_extensions import NotRequired, TypedDict

Json = Any


MeRole = Literal["user", "moderator", "admin"]


MePermission = Literal[
    "dataset:write",
    "dataset:read",
    "dataset:read:any",
    "dataset:purge",
    "pipeline:execute",
    "pipeline:read",
    "pipeline:read:any",
    "pipeline:control",
    "pipeline:control:any",
    "quarantine:read",
    "quarantine:read:any",
    "quarantine:release",
    "export:sign_off",
    "site_lists:write",
    "review:read",
    "review:read:any",
    "review:write",
    "audit:search",
    "users:manage",
    "teams:write",
    "emergency:decide",
    "queues:manage",
    "identity:reveal",
    "keys:manage",
    "backups:read",
    "system:manage",
    "webhooks:manage",
]


MeTokenKind = Literal["personal", "agent"]


class MeToken(TypedDict):
    id: str
    kind: MeTokenKind


class Me(TypedDict):
    user_id: str
    email: str
    role: MeRole
    permissions: list[MePermission]
    session_id: Union[str, None]
    token: Union[MeToken, None]


DatasetStatus = Literal["uploading", "inspecting", "ready", "invalid", "deleted"]


DatasetLegalBasis = Literal[
    "consent",
    "contract",
    "legal_obligation",
    "vital_interests",
    "public_task",
    "legitimate_interests",
    "research",
]


class DatasetProblem(TypedDict):
    code: str
    message: str
    file: NotRequired[int]
    line: NotRequired[int]
    byte_offset: NotRequired[int]
    count: NotRequired[int]


class DatasetFile(TypedDict):
    ordinal: int
    name: str
    size_bytes: int
    sha256: str
    format: NotRequired[str]
    encoding: NotRequired[str]
    confidence: NotRequired[float]
    rows: NotRequired[int]
    bad_rows: NotRequired[int]
    conversations: NotRequired[int]
    turns: NotRequired[int]
    container: NotRequired[int]
    members: NotRequired[int]
    passed_over: NotRequired[int]


class Dataset(TypedDict):
    id: str
    user_id: str
    workspace_id: str
    name: str
    version: int
    format: Union[str, None]
    encoding: Union[str, None]
    conversation_count: Union[int, None]
    turn_count: Union[int, None]
    size_bytes: int
    sha256: Union[str, None]
    status: DatasetStatus
    licence: NotRequired[str]
    consent: NotRequired[str]
    purpose: NotRequired[str]
    legal_basis: NotRequired[DatasetLegalBasis]
    retain_until: NotRequired[str]
    unpacked_gone_at: NotRequired[str]
    problems: list[DatasetProblem]
    files: list[DatasetFile]
    known: NotRequired[bool]
    purge_at: NotRequired[str]
    created_at: str
    updated_at: str

Records = TypedDict(
    "Records",
    {
        "in": int,
        "out": int,
        "rejected": int,
        "quarantined": int,
        "merged": int,
        "withheld": int,
        "conversations": NotRequired[int],
    },
)


ExportFormat = Literal[
    "jsonl",
    "openai_chat",
    "sharegpt",
    "alpaca",
    "prompt_completion",
    "preference",
    "csv",
    "csv_conversations",
    "csv_sessions",
    "parquet",
    "arrow",
    "huggingface",
    "label_studio",
    "html",
]


StageName = Literal["ingestion", "standardization", "validation", "processing", "quality", "export"]


StageStatus = Literal[
    "pending",
    "running",
    "completed",
    "partial",
    "failed",
    "skipped",
    "reused",
    "cancelled",
]


class StageError(TypedDict):
    code: str
    message: str


class Stage(TypedDict):
    stage_name: StageName
    status: StageStatus
    started_at: Union[str, None]
    completed_at: Union[str, None]
    records: Records
    metrics: dict[str, Json]
    error: NotRequired[StageError]


ExecutionStatus = Literal[
    "initializing",
    "queued",
    "running",
    "completed",
    "partial",
    "failed",
    "cancelling",
    "cancelled",
]


ExecutionMode = Literal["standard", "fast", "strict", "dry_run"]


class ExecutionDataset(TypedDict):
    dataset_id: str
    version: int
    stages: list[Stage]


class ExecutionErrorMissing(TypedDict):
    dataset_id: str
    stage: StageName
    conversations: float
    shards: NotRequired[int]


class ExecutionError(TypedDict):
    code: str
    message: str
    processed_percentage: NotRequired[float]
    missing: NotRequired[list[ExecutionErrorMissing]]


class Execution(TypedDict):
    id: str
    user_id: str
    dataset_ids: list[str]
    status: ExecutionStatus
    execution_mode: ExecutionMode
    quality_threshold: float
    enable_bias_detection: bool
    export_formats: list[ExportFormat]
    created_at: str
    started_at: Union[str, None]
    completed_at: Union[str, None]
    stages: list[Stage]
    datasets: list[ExecutionDataset]
    text_gone_at: NotRequired[str]
    metrics: dict[str, Json]
    error: NotRequired[ExecutionError]


class ProgressRecords(TypedDict):
    known: int
    done: int
    quarantined: int


class Progress(TypedDict):
    execution_id: str
    type: Literal["pipeline_execution"]
    status: ExecutionStatus
    progress: int
    current_stage: str
    total_stages: int
    completed_stages: list[str]
    stage_progress: dict[str, float]
    dataset_ids: list[str]
    start_time: Union[str, None]
    estimated_completion: Union[str, None]
    last_updated: str
    records: ProgressRecords
    subscribers: int
    cursor: str


class Event(TypedDict):
    execution_id: str
    cursor: str
    event: str
    stage: NotRequired[StageName]
    dataset_id: NotRequired[str]
    timestamp: str
    data: dict[str, Json]


class Validation(TypedDict):
    id: str
    stage_id: str
    overall_score: float
    dsm5_accuracy: float
    therapeutic_appropriateness: float
    privacy_compliance: float
    bias_detection: dict[str, Json]
    recommendations: list[str]


class Bias(TypedDict):
    id: str
    stage_id: str
    bias_score: float
    demographic_analysis: dict[str, Json]
    fairness_metrics: dict[str, Json]
    recommendations: list[str]
    detected_at: str


class Validated(TypedDict):
    execution_id: str
    validation: Validation
    bias: Union[Bias, None]


ReportConservationStageLossKind = Literal["rejected", "quarantined", "merged", "withheld"]


class ReportConservationStageLoss(TypedDict):
    kind: ReportConservationStageLossKind
    reason: str
    count: int


class ReportConservationStage(TypedDict):
    dataset_id: str
    stage: StageName
    records: Records
    conserved: bool
    losses: list[ReportConservationStageLoss]


class ReportConservation(TypedDict):
    conserved: bool
    stages: list[ReportConservationStage]


class ReportValidation(TypedDict):
    id: str
    stage_id: str
    overall_score: float
    dsm5_accuracy: float
    therapeutic_appropriateness: float
    privacy_compliance: float
    bias_detection: dict[str, Json]
    recommendations: list[str]


class ReportBias(TypedDict):
    id: str
    stage_id: str
    bias_score: float
    demographic_analysis: dict[str, Json]
    fairness_metrics: dict[str, Json]
    recommendations: list[str]
    detected_at: str


class ReportLeakReview(TypedDict):
    execution_id: str
    seed: str
    population: int
    sample: int
    reviewed: int
    leaking: int
    leaks: int
    upper_95: float
    drawn_at: str
    signed_off_by: Union[str, None]
    signed_off_at: Union[str, None]


class ReportEstimateFormat(TypedDict):
    format: ExportFormat
    conversations: int
    size_bytes: Union[int, None]


class ReportEstimate(TypedDict):
    conversations: int
    withheld: int
    formats: list[ReportEstimateFormat]
    sample: int


class Report(TypedDict):
    execution: Execution
    conservation: ReportConservation
    validation: Union[ReportValidation, None]
    bias: Union[ReportBias, None]
    quality: dict[str, dict[str, Json]]
    therapy: dict[str, dict[str, Json]]
    privacy: dict[str, dict[str, Json]]
    recommendations: list[str]
    leak_review: NotRequired[ReportLeakReview]
    plans: NotRequired[dict[str, dict[str, Json]]]
    estimate: NotRequired[ReportEstimate]


class ConversationSource(TypedDict):
    dataset_id: str
    file: str
    line: NotRequired[int]
    row: NotRequired[int]
    byte_offset: NotRequired[int]


ConversationTurnRole = Literal["client", "therapist", "system", "other"]


class ConversationTurn(TypedDict):
    index: int
    role: ConversationTurnRole
    speaker: NotRequired[str]
    text: str
    time_s: NotRequired[float]
    marks: NotRequired[list[str]]
    mark_at: NotRequired[list[int]]
    labels: NotRequired[dict[str, Json]]


class ConversationFinding(TypedDict):
    kind: str
    category: str
    turn: int
    start: int
    end: int
    confidence: float
    reason: str


class Conversation(TypedDict):
    id: str
    source: ConversationSource
    language: str
    turns: list[ConversationTurn]
    metadata: dict[str, Json]
    labels: dict[str, Json]
    findings: NotRequired[list[ConversationFinding]]
    scores: NotRequired[dict[str, float]]
    cluster: NotRequired[str]
    split: NotRequired[str]


class PreviewDatasetLoss(TypedDict):
    stage: StageName
    kind: ReportConservationStageLossKind
    reason: str
    count: int


class PreviewDatasetSize(TypedDict):
    format: ExportFormat
    size_bytes: int


class PreviewDataset(TypedDict):
    read: int
    losses: list[PreviewDatasetLoss]
    sizes: NotRequired[list[PreviewDatasetSize]]
    problem: NotRequired[StageError]
    dataset_id: str
    shown: int


class Preview(TypedDict):
    execution_id: str
    conversations: list[Conversation]
    datasets: list[PreviewDataset]


class PassportSource(TypedDict):
    file: int
    line: NotRequired[int]
    row: NotRequired[int]
    byte_offset: NotRequired[int]
    rows: int


PassportFateOutcome = Literal["exported", "kept", "pending", "rejected", "quarantined", "merged", "withheld"]


class PassportFate(TypedDict):
    outcome: PassportFateOutcome
    stage: StageName
    reason: NotRequired[str]
    into: NotRequired[str]
    into_dataset: NotRequired[str]


class PassportStepFinding(TypedDict):
    kind: str
    category: str
    count: int
    confidence: float


class PassportStepNear(TypedDict):
    dataset_id: str
    conversation_id: str


PassportStepOutcome = Literal["passed", "rejected", "quarantined", "merged", "withheld"]


class PassportStep(TypedDict):
    changes: NotRequired[dict[str, float]]
    findings: NotRequired[list[PassportStepFinding]]
    scores: NotRequired[dict[str, float]]
    reasons: NotRequired[list[str]]
    labels: NotRequired[dict[str, Union[str, float]]]
    split: NotRequired[str]
    near: NotRequired[PassportStepNear]
    stage: StageName
    version: Union[int, None]
    outcome: PassportStepOutcome
    reason: NotRequired[str]
    into: NotRequired[str]
    into_dataset: NotRequired[str]


class PassportExport(TypedDict):
    name: str
    format: str
    record: int
    line: NotRequired[int]


class PassportFile(TypedDict):
    ordinal: int
    name: str
    format: NotRequired[str]
    encoding: NotRequired[str]
    mapping: dict[str, Union[str, list[str]]]


class Passport(TypedDict):
    conversation_id: Union[str, None]
    source: PassportSource
    fate: PassportFate
    steps: list[PassportStep]
    exports: list[PassportExport]
    dataset_id: str
    file: PassportFile


class Why(TypedDict):
    execution_id: str
    passports: list[Passport]


class RunDiffOut(TypedDict):
    a: int
    b: int


class RunDiffScore(TypedDict):
    rose: int
    sum: float


RunDiffCauseChange = Literal["entered", "left", "moved", "score", "label", "split"]


class RunDiffCause(TypedDict):
    change: RunDiffCauseChange
    stage: StageName
    reason: NotRequired[str]
    count: int
    because: list[str]


class RunDiff(TypedDict):
    out: RunDiffOut
    same: int
    counts: dict[str, int]
    score: RunDiffScore
    causes: list[RunDiffCause]


class Difference(TypedDict):
    stage: StageName
    name: str
    a: Json
    b: Json
    dataset_id: str


class DiffConversationA(TypedDict):
    outcome: PassportFateOutcome
    stage: StageName
    reason: NotRequired[str]
    score: NotRequired[float]
    split: NotRequired[str]


class DiffConversation(TypedDict):
    conversation_id: str
    source: PassportSource
    changes: list[RunDiffCauseChange]
    a: Union[DiffConversationA, None]
    b: Union[DiffConversationA, None]
    labels: NotRequired[dict[str, list[Json]]]
    dataset_id: str


class Diff(TypedDict):
    a: str
    b: str
    differences: list[Difference]
    diff: RunDiff
    conversations: list[DiffConversation]


class ExportFile(TypedDict):
    name: str
    format: str
    size_bytes: int
    sha256: str
    records: int
    split: NotRequired[str]


class QuarantineRowPosition(TypedDict):
    file: Union[str, int]
    line: NotRequired[int]
    row: NotRequired[int]
    byte_offset: NotRequired[int]


QuarantineRowMendStatus = Literal["fixed", "released"]


class QuarantineRowMend(TypedDict):
    status: QuarantineRowMendStatus
    fixed_at: str
    released_at: Union[str, None]
    version: Union[int, None]


class QuarantineRow(TypedDict):
    id: str
    execution_id: str
    stage: StageName
    kind: ReportConservationStageLossKind
    reason_code: str
    conversation_id: NotRequired[str]
    position: Union[QuarantineRowPosition, None]
    count: int
    excerpt: NotRequired[str]
    excerpt_gone: NotRequired[Literal[True]]
    mend: NotRequired[QuarantineRowMend]


class QuarantineCountsRows(TypedDict):
    read: int
    accepted: int
    quarantined: int


class QuarantineCountsReason(TypedDict):
    stage: StageName
    kind: ReportConservationStageLossKind
    reason_code: str
    count: int


class QuarantineCounts(TypedDict):
    execution_id: Union[str, None]
    rows: Union[QuarantineCountsRows, None]
    reasons: list[QuarantineCountsReason]
    fixed: int
    released: int


class ReadingMapping(TypedDict):
    conversation: NotRequired[str]
    speaker: NotRequired[str]
    text: NotRequired[str]
    order: NotRequired[str]
    time: NotRequired[str]
    utterance_id: NotRequired[str]
    parent: NotRequired[str]
    language: NotRequired[str]
    question: NotRequired[str]
    answer: NotRequired[str]
    labels: NotRequired[list[str]]
    metadata: NotRequired[list[str]]
    roles: NotRequired[dict[str, ConversationTurnRole]]


class ReadingSpeaker(TypedDict):
    speaker: str
    role: ConversationTurnRole
    turns: int


class ReadingAlternative(TypedDict):
    format: str
    confidence: float
    saw: str


class ReadingFirstRecordTurn(TypedDict):
    speaker: NotRequired[str]
    text: str


class ReadingFirstRecord(TypedDict):
    line: int
    row: int
    turns: list[ReadingFirstRecordTurn]
    more: int


class ReadingFirst(TypedDict):
    format: str
    records: list[ReadingFirstRecord]


class Reading(TypedDict):
    format: str
    confidence: float
    saw: str
    file: int
    name: str
    encoding: str
    chosen: bool
    columns: list[str]
    mapping: ReadingMapping
    given: Union[ReadingMapping, None]
    speakers: list[ReadingSpeaker]
    alternatives: list[ReadingAlternative]
    first: NotRequired[list[ReadingFirst]]


Readings = list[Reading]


class SignedInUser(TypedDict):
    id: str
    email: str
    role: MeRole
    created_at: str
    last_login: Union[str, None]
    is_active: bool


class SignedIn(TypedDict):
    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    refresh_token: NotRequired[str]
    user: SignedInUser


class ExecuteBodyRecipeMappingFile(TypedDict):
    name: NotRequired[str]
    sha256: NotRequired[str]
    read_as: NotRequired[str]
    mapping: NotRequired[ReadingMapping]


class ExecuteBodyRecipeMapping(TypedDict):
    conversation: NotRequired[str]
    speaker: NotRequired[str]
    text: NotRequired[str]
    order: NotRequired[str]
    time: NotRequired[str]
    utterance_id: NotRequired[str]
    parent: NotRequired[str]
    language: NotRequired[str]
    question: NotRequired[str]
    answer: NotRequired[str]
    labels: NotRequired[list[str]]
    metadata: NotRequired[list[str]]
    roles: NotRequired[dict[str, ConversationTurnRole]]
    files: NotRequired[list[ExecuteBodyRecipeMappingFile]]


class ExecuteBodyRecipe(TypedDict):
    techdeck_recipe: Literal[1]
    name: NotRequired[str]
    description: NotRequired[str]
    mode: NotRequired[ExecutionMode]
    threshold: NotRequired[float]
    bias: NotRequired[bool]
    formats: NotRequired[list[ExportFormat]]
    mapping: NotRequired[ExecuteBodyRecipeMapping]
    options: NotRequired[dict[str, dict[str, Json]]]
    versions: NotRequired[dict[str, int]]


class ExecuteBody(TypedDict):
    dataset_ids: list[str]
    execution_mode: NotRequired[ExecutionMode]
    quality_threshold: NotRequired[float]
    enable_bias_detection: NotRequired[bool]
    export_formats: NotRequired[list[ExportFormat]]
    options: NotRequired[dict[str, dict[str, Json]]]
    recipe: NotRequired[Union[str, ExecuteBodyRecipe]]
    resume_from_checkpoint: NotRequired[str]


class Mapping(TypedDict):
    file: NotRequired[int]
    mapping: NotRequired[ReadingMapping]
    format: NotRequired[Union[str, None]]
