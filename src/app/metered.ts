/** The Network Information API, where a browser has it. */
interface NetworkInformation {
  readonly saveData?: boolean
  readonly type?: string
}

/** True when the owner pays for what goes over the line, or asked to save data: no offers are passed on between others then (rule PA4). */
export function isPaidByUse(): boolean {
  const { connection } = navigator as Navigator & { readonly connection?: NetworkInformation }
  return connection?.saveData === true || connection?.type === 'cellular'
}
