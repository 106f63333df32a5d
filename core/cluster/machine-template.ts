/** One of OpenShift's templates that make a VM. What it says is hostile like any foreign text. */
export interface MachineTemplate {
  readonly name: string
  readonly namespace: string
  readonly description: string
  /** Its VirtualMachine as it is written there, with places such as `${NAME}`. */
  readonly machine: unknown
  /** What its parameters are where nobody says otherwise; empty for those that somebody has to choose. */
  readonly parameters: Readonly<Record<string, string>>
}

/** The parameters of the templates that come with OpenShift Virtualization. */
export const TEMPLATE_NAME = 'NAME'
export const TEMPLATE_SOURCE = 'DATA_SOURCE_NAME'
export const TEMPLATE_SOURCE_NAMESPACE = 'DATA_SOURCE_NAMESPACE'
export const TEMPLATE_PASSWORD = 'CLOUD_USER_PASSWORD'

/** Puts values into the places of a template, as `oc process` does; a place that nobody has a value for stays as it is. */
export function fillTemplate(template: unknown, values: Readonly<Record<string, string>>): unknown {
  const valueOf = (name: string): string | undefined => (Object.hasOwn(values, name) ? values[name] : undefined)
  const fill = (here: unknown): unknown => {
    if (typeof here === 'string') return fillText(here, valueOf)
    if (Array.isArray(here)) return here.map(fill)
    if (typeof here !== 'object' || here === null) return here
    // Written as entries, so that a field called __proto__ is one.
    return Object.fromEntries(Object.entries(here).map(([key, value]) => [String(fillText(key, valueOf)), fill(value)]))
  }
  return fill(template)
}

/** `${{REPLICAS}}` alone stands for a value of any type, `${NAME}` for a piece of text. */
function fillText(text: string, valueOf: (name: string) => string | undefined): unknown {
  const whole = /^\$\{\{(\w+)\}\}$/.exec(text)?.[1]
  if (whole !== undefined) return jsonOf(valueOf(whole)) ?? text
  return text.replace(/\$\{(\w+)\}/g, (place, name: string) => valueOf(name) ?? place)
}

function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return text
  }
}
