import { useMaintenance } from './use-maintenance.ts'

/** Tells everybody while nothing new begins. */
export function MaintenanceNotice() {
  const { data } = useMaintenance()
  return data ? (
    <div className="maintenance" role="status">
      <strong>Maintenance.</strong> {data.message}
    </div>
  ) : null
}
