import type { Encryption } from './vault'

/** Electron's safeStorage, as far as it is used. Electron before 27 cannot name its backend. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean
  getSelectedStorageBackend?(): string
  encryptString(text: string): Buffer
  decryptString(data: Buffer): string
}

// Linux only: the key of this backend is a constant in Chromium's source.
const NO_ENCRYPTION = ['basic_text', 'unknown']

export function encryptionBy(safeStorage: SafeStorage, platform: NodeJS.Platform): Encryption {
  return {
    isReal() {
      if (!safeStorage.isEncryptionAvailable()) return false
      if (platform !== 'linux') return true
      const backend = safeStorage.getSelectedStorageBackend?.() ?? 'unknown'
      return !NO_ENCRYPTION.includes(backend)
    },
    encrypt: (text) => safeStorage.encryptString(text),
    decrypt: (data) => safeStorage.decryptString(data),
  }
}
