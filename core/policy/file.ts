import { z } from 'zod'
import { describeIssues, type Finding } from '../findings'

/** What an administrator can set for everybody on a computer. The order is that of the window's list. */
export const POLICY_LOCKS = ['lockClassrooms', 'forbidPractice', 'forbidStoredPasswords', 'forbidNewCertificates', 'forbidSolutions'] as const

export type PolicyLock = (typeof POLICY_LOCKS)[number]

/** What protects passwords, and so holds where nobody can read what the administrator meant. */
export const SECURITY_LOCKS: readonly PolicyLock[] = ['lockClassrooms', 'forbidStoredPasswords', 'forbidNewCertificates']

/** A policy file as a person writes it. A field that is misspelt is refused: a lock that does not lock must not pass silently. */
const policyFileSchema = z.strictObject({
  kind: z.literal('Policy'),
  version: z.literal(1),
  /** Whom students ask; shown with everything that is locked. */
  contact: z.string().trim().min(1).max(200).optional(),
  ...Object.fromEntries(POLICY_LOCKS.map((lock) => [lock, z.boolean().optional()] as const)),
} as { kind: z.ZodLiteral<'Policy'>; version: z.ZodLiteral<1>; contact: z.ZodOptional<z.ZodString> } & Record<PolicyLock, z.ZodOptional<z.ZodBoolean>>)

const FIELDS = ['kind', 'version', 'contact', ...POLICY_LOCKS]

/** Checks plain data against the policy format. */
export function validatePolicy(data: unknown): { ok: true; locks: PolicyLock[]; contact: string | null } | { ok: false; findings: Finding[] } {
  const parsed = policyFileSchema.safeParse(data)
  if (!parsed.success) return { ok: false, findings: describeIssues(parsed.error, data, { what: 'a policy file', fieldsAt: (path) => (path.length === 0 ? FIELDS : []) }) }
  return { ok: true, locks: POLICY_LOCKS.filter((lock) => parsed.data[lock] === true), contact: parsed.data.contact ?? null }
}
