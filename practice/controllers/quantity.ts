const factors: Record<string, number> = { m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 }

/** A Kubernetes quantity as a number: bytes, cores, devices. 0 for what is none. */
export function amountOf(quantity: string): number {
  const match = /^(\d+(?:\.\d+)?)(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/.exec(quantity)
  return Number(match?.[1] ?? 0) * (factors[match?.[2] ?? ''] ?? 1)
}
