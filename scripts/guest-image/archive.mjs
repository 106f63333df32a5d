/**
 * @typedef {object} Entry
 * @property {string} path relative, without a leading slash
 * @property {number} mode permission bits
 * @property {number} [owner] user and group, 0 when missing
 * @property {Buffer} [content] of a file
 * @property {string} [target] of a symbolic link
 * An entry with neither is a directory.
 */

/** @param {Entry} entry */
const typeOf = (entry) => (entry.content ? 'file' : entry.target === undefined ? 'directory' : 'link')

/**
 * The format that the kernel unpacks its initial RAM disk from: cpio, "newc" without checksums.
 *
 * @param {readonly Entry[]} entries
 * @returns {Buffer}
 * @see https://docs.kernel.org/driver-api/early-userspace/buffer-format.html
 */
export function packCpio(entries) {
  const typeBits = { file: 0o100000, directory: 0o040000, link: 0o120000 }
  const header = (/** @type {readonly number[]} */ fields) =>
    Buffer.from('070701' + fields.map((field) => field.toString(16).padStart(8, '0')).join(''))
  const padded = (/** @type {readonly Buffer[]} */ parts) => {
    const bytes = Buffer.concat(parts)
    return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)])
  }
  const pack = (/** @type {string} */ path, /** @type {number} */ mode, /** @type {number} */ owner, /** @type {Buffer} */ content, /** @type {number} */ number) => [
    padded([
      header([number, mode, owner, owner, 1, 0, content.length, 0, 0, 0, 0, Buffer.byteLength(path) + 1, 0]),
      Buffer.from(`${path}\0`)
    ]),
    padded([content])
  ]
  return Buffer.concat([
    ...entries.flatMap((entry, index) =>
      pack(entry.path, typeBits[typeOf(entry)] | entry.mode, entry.owner ?? 0, entry.content ?? Buffer.from(entry.target ?? ''), index + 1)
    ),
    ...pack('TRAILER!!!', 0, 0, Buffer.alloc(0), 0)
  ])
}

/**
 * A tar archive ("ustar").
 *
 * @param {readonly Entry[]} entries with paths of up to 100 bytes
 * @returns {Buffer}
 */
export function packTar(entries) {
  const flags = { file: '0', directory: '5', link: '2' }
  const octal = (/** @type {number} */ value, /** @type {number} */ length) => `${value.toString(8).padStart(length - 1, '0')}\0`
  const blocks = entries.flatMap((entry) => {
    if (Buffer.byteLength(entry.path) > 100) throw new Error(`${entry.path} is too long for a tar archive`)
    const header = Buffer.alloc(512)
    const content = entry.content ?? Buffer.alloc(0)
    header.write(entry.path, 0)
    header.write(octal(entry.mode, 8), 100)
    header.write(octal(entry.owner ?? 0, 8), 108)
    header.write(octal(entry.owner ?? 0, 8), 116)
    header.write(octal(content.length, 12), 124)
    header.write(octal(0, 12), 136)
    // The checksum is taken with its own field full of spaces.
    header.write('        ', 148)
    header.write(flags[typeOf(entry)], 156)
    header.write(entry.target ?? '', 157)
    header.write('ustar\0' + '00', 257)
    header.write(`${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148)
    return [header, content, Buffer.alloc(-content.length & 511)]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}
