import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What a program or library asks of the system that it runs on.
 *
 * @typedef {object} Needs
 * @property {number} machine the processor's number in ELF
 * @property {string[]} libraries by soname
 * @property {string[]} versions of symbols, such as GLIBC_2.28
 */

/** AMD64's number in ELF (System V ABI, AMD64 supplement). */
export const x64 = 62

const magic = Buffer.from([0x7f, 0x45, 0x4c, 0x46])
const class64 = 2
const littleEndian = 1

/** Kinds of segments, and of entries in the dynamic one (System V gABI; the two of versions are GNU's). */
const load = 1
const dynamic = 2
const tags = { needed: 1, strings: 5, versionsNeeded: 0x6ffffffe, versionsNeededCount: 0x6fffffff }

/**
 * Read from the file itself: `readelf` is no part of every system that makes packages.
 *
 * @param {Uint8Array} file
 * @returns {Needs | null} null for what is no 64-bit ELF file
 */
export function readNeeds(file) {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  if (bytes.length < 64 || !bytes.subarray(0, 4).equals(magic) || bytes[4] !== class64 || bytes[5] !== littleEndian) return null
  const machine = bytes.readUInt16LE(18)
  const segments = readSegments(bytes)
  const entries = readDynamic(bytes, segments)
  const strings = entries.find(({ tag }) => tag === tags.strings)
  // Linked statically: it asks for nothing.
  if (strings === undefined) return { machine, libraries: [], versions: [] }
  const base = offsetOf(segments, strings.value)
  const text = (/** @type {number} */ at) => bytes.toString('latin1', base + at, bytes.indexOf(0, base + at))
  return {
    machine,
    libraries: entries.filter(({ tag }) => tag === tags.needed).map(({ value }) => text(value)),
    versions: readVersions(bytes, segments, entries).map(text)
  }
}

/** @typedef {{ type: number, offset: number, address: number, size: number }} Segment */

/** @param {Buffer} bytes @returns {Segment[]} */
function readSegments(bytes) {
  const start = Number(bytes.readBigUInt64LE(32))
  const size = bytes.readUInt16LE(54)
  return Array.from({ length: bytes.readUInt16LE(56) }, (_, index) => {
    const at = start + index * size
    return { type: bytes.readUInt32LE(at), offset: Number(bytes.readBigUInt64LE(at + 8)), address: Number(bytes.readBigUInt64LE(at + 16)), size: Number(bytes.readBigUInt64LE(at + 32)) }
  })
}

/** @param {Buffer} bytes @param {readonly Segment[]} segments */
function readDynamic(bytes, segments) {
  const place = segments.find(({ type }) => type === dynamic)
  if (place === undefined) return []
  return Array.from({ length: place.size / 16 }, (_, index) => ({
    tag: Number(bytes.readBigUInt64LE(place.offset + index * 16)),
    value: Number(bytes.readBigUInt64LE(place.offset + index * 16 + 8))
  }))
}

/**
 * @param {Buffer} bytes
 * @param {readonly Segment[]} segments
 * @param {readonly { tag: number, value: number }[]} entries
 * @returns {number[]} where the names stand in the table of strings
 */
function readVersions(bytes, segments, entries) {
  const start = entries.find(({ tag }) => tag === tags.versionsNeeded)
  const count = entries.find(({ tag }) => tag === tags.versionsNeededCount)?.value ?? 0
  const names = []
  let at = start === undefined ? 0 : offsetOf(segments, start.value)
  for (let library = 0; library < count; library += 1) {
    let version = at + bytes.readUInt32LE(at + 8)
    for (let left = bytes.readUInt16LE(at + 2); left > 0; left -= 1) {
      names.push(bytes.readUInt32LE(version + 8))
      version += bytes.readUInt32LE(version + 12)
    }
    at += bytes.readUInt32LE(at + 12)
  }
  return names
}

/** @param {readonly Segment[]} segments @param {number} address as it is in memory */
function offsetOf(segments, address) {
  const segment = segments.find(({ type, address: from, size }) => type === load && address >= from && address < from + size)
  if (segment === undefined) throw new Error(`nothing is loaded at ${address.toString(16)}`)
  return address - segment.address + segment.offset
}

/**
 * @param {string} folder
 * @returns {{ path: string, needs: Needs }[]} of each program and library in it; path from the folder
 */
export function readAllNeeds(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .flatMap((path) => {
      const needs = readNeeds(readFileSync(join(folder, path)))
      return needs === null ? [] : [{ path, needs }]
    })
}
