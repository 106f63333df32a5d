import { z } from 'zod'

/** Names end up in commands, file names and prompts: no blanks, no control characters, no slash, and no leading dash that a command would read as an option. */
const name = z
  .string()
  .max(128)
  .regex(/^[^\s\p{C}/%-][^\s\p{C}/%]*$/u, 'must be a name without spaces, "/", "%" or a leading "-"')

const password = z.string().min(1).max(1024)

const host = z
  .string()
  .max(253)
  .regex(/^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$/, 'must be a host name or an IP address')

const httpsAddress = z
  .string()
  .max(2048)
  .regex(/^https:\/\/(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?(\/[^\s\p{C}]*)?$/u, 'must be an https:// address')

// An API server has no path, so `https://host:6443/` and `https://host:6443` are the same classroom.
const apiAddress = httpsAddress.transform((address) => address.replace(/\/+$/, '')).refine((address) => !address.slice('https://'.length).includes('/'), 'must be the API server itself, without a path')

const login = z.strictObject({ name, password: password.optional() })

function namedOnce<T extends { name: string }>(items: T[], context: z.RefinementCtx): void {
  const seen = new Set<string>()
  items.forEach((item, index) => {
    if (seen.has(item.name)) context.addIssue({ code: 'custom', path: [index, 'name'], message: `is used twice: ${JSON.stringify(item.name)}` })
    seen.add(item.name)
  })
}

// A classroom has a handful of each; the limit only keeps a broken file from filling the window.
const AT_MOST = 100

/** A classroom file as a person writes it. Unknown fields are refused, because a typing mistake must not pass silently. */
export const classroomFileSchema = z.strictObject({
  kind: z.literal('Classroom'),
  version: z.literal(1),
  title: z.string().trim().min(1).max(200),
  cluster: z.strictObject({
    apiUrl: apiAddress,
    consoleUrl: httpsAddress.optional(),
    /** Relative to the classroom file. */
    caFile: z.string().min(1).max(4096).optional(),
    nodes: z.strictObject({ master: z.int().min(0).max(1000), worker: z.int().min(0).max(1000) }).optional(),
  }),
  users: z
    .array(z.strictObject({ name, password: password.optional(), role: z.string().max(128).optional(), hint: z.string().max(1000).optional() }))
    .max(AT_MOST)
    .superRefine(namedOnce)
    .default([]),
  machines: z
    .array(z.strictObject({ name, host, users: z.array(login).max(AT_MOST).superRefine(namedOnce).default([]) }))
    .max(AT_MOST)
    .superRefine(namedOnce)
    .default([]),
  guests: z.array(login).max(AT_MOST).superRefine(namedOnce).default([]),
  units: z.array(name).max(AT_MOST).default([]),
})

export type ClassroomFile = z.infer<typeof classroomFileSchema>
