import type { NotSavedReason } from '../../core/contract'

const reasons: Readonly<Record<string, NotSavedReason>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
  EROFS: 'readOnly',
  EIO: 'device',
  ENXIO: 'device',
  ESTALE: 'device',
  ETIMEDOUT: 'device',
}

/** Why a file was not written, by what Node says of it. */
export function writeFailureReason(error: unknown): NotSavedReason {
  return reasons[(error as NodeJS.ErrnoException | null)?.code ?? ''] ?? 'other'
}
