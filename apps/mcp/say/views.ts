import { ExecutionView } from '@techdeck/contracts'
import { z } from 'zod'

/** A run as lists and actions tell it: without its stages, which get_run and get_report have. */
export const RunView = ExecutionView.omit({ stages: true, datasets: true, metrics: true })
export type RunView = z.infer<typeof RunView>

/** A run that was just started, in as few words as say it. */
export const StartedView = RunView.pick({ id: true, status: true, execution_mode: true, dataset_ids: true })
