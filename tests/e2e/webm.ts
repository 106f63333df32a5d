/** Elements of Matroska (RFC 9559) that a film of one track is known by. */
const SEGMENT = 0x18538067
const TRACKS = 0x1654ae6b
const TRACK = 0xae
const VIDEO = 0xe0
const CLUSTER = 0x1f43b675
const BLOCK_GROUP = 0xa0
const [CODEC, WIDTH, HEIGHT, BLOCK, SIMPLE_BLOCK] = [0x86, 0xb0, 0xba, 0xa1, 0xa3]
const PARENTS = new Set([SEGMENT, TRACKS, TRACK, VIDEO, CLUSTER, BLOCK_GROUP])

export interface Film {
  codec: string
  width: number
  height: number
  pictures: number
}

/** Reads what a player would: the track, its size, and how many pictures come. Throws where the bytes are no WebM. */
export function readWebm(bytes: Buffer): Film {
  if (bytes.readUInt32BE(0) !== 0x1a45dfa3 || !bytes.subarray(0, 64).includes('webm')) throw new Error('no WebM')
  const film: Film = { codec: '', width: 0, height: 0, pictures: 0 }
  walk(bytes, film)
  return film
}

function walk(bytes: Buffer, film: Film): void {
  for (let at = 0; at < bytes.length; ) {
    const id = readVint(bytes, at, true)
    const size = readVint(bytes, at + id.length, false)
    const start = at + id.length + size.length
    // A recorder that writes as it goes does not know how large what it began will be.
    const end = size.value === 2 ** (7 * size.length) - 1 ? bytes.length : start + size.value
    const content = bytes.subarray(start, end)
    if (PARENTS.has(id.value)) walk(content, film)
    else if (id.value === CODEC) film.codec = content.toString('latin1')
    else if (id.value === WIDTH) film.width = content.readUIntBE(0, content.length)
    else if (id.value === HEIGHT) film.height = content.readUIntBE(0, content.length)
    else if (id.value === BLOCK || id.value === SIMPLE_BLOCK) film.pictures += 1
    at = end
  }
}

/** A number of variable length; its first byte says of how many bytes. An id keeps that mark. */
function readVint(bytes: Buffer, at: number, keepsMark: boolean): { value: number; length: number } {
  const first = bytes[at] ?? 0
  const length = Math.clz32(first) - 23
  let value = keepsMark ? first : first & (0xff >> length)
  for (let index = 1; index < length; index += 1) value = value * 256 + (bytes[at + index] ?? 0)
  return { value, length }
}
