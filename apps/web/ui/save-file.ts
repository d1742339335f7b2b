/** Has the browser save what lies at an address under a name. */
export function saveFrom(url: string, name: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
}

/** Has the browser save a value as a file of JSON. */
export function saveJson(value: object, name: string): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(value, null, 2)], { type: 'application/json' }))
  saveFrom(url, name)
  URL.revokeObjectURL(url)
}
