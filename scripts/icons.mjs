import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'
import { runCommand } from './processes.mjs'

/**
 * `node scripts/icons.mjs` makes icon.ico (Windows) and icon.icns (macOS) from icon.svg, where rsvg-convert is. They are kept beside it, as a
 * packager's machine of those systems has no such tool. Both are lists of PNG pictures.
 */
const folder = join(root, 'resources', 'icons')

/** What Windows shows in title bars, menus, folders. */
const icoSizes = [16, 24, 32, 48, 64, 256]

/** By Apple's names of the places in the list; a picture for twice the density takes the place of half its size. */
const icnsPlaces = /** @type {const} */ ([['ic11', 32], ['ic12', 64], ['ic07', 128], ['ic13', 256], ['ic08', 256], ['ic14', 512], ['ic09', 512], ['ic10', 1024]])

/** @param {number} size @returns {Promise<Buffer>} a PNG file */
async function draw(size) {
  const outcome = await runCommand('sh', ['-c', 'rsvg-convert -w "$1" -h "$1" "$2" | base64', 'sh', `${size}`, join(folder, 'icon.svg')])
  if (outcome.code !== 0) throw new Error(outcome.stderr)
  return Buffer.from(outcome.stdout, 'base64')
}

/** @param {readonly { size: number, png: Buffer }[]} pictures */
function icoOf(pictures) {
  const header = Buffer.alloc(6 + 16 * pictures.length)
  // 1: icons, not pointers.
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(pictures.length, 4)
  let offset = header.length
  for (const [index, { size, png }] of pictures.entries()) {
    const at = 6 + 16 * index
    // A byte each for width and height, in which 0 is 256.
    header.writeUInt8(size % 256, at)
    header.writeUInt8(size % 256, at + 1)
    header.writeUInt16LE(1, at + 4)
    header.writeUInt16LE(32, at + 6)
    header.writeUInt32LE(png.length, at + 8)
    header.writeUInt32LE(offset, at + 12)
    offset += png.length
  }
  return Buffer.concat([header, ...pictures.map(({ png }) => png)])
}

/** @param {readonly { place: string, png: Buffer }[]} pictures */
function icnsOf(pictures) {
  const chunk = (/** @type {string} */ name, /** @type {Buffer} */ content) => {
    const header = Buffer.alloc(8)
    header.write(name, 'latin1')
    header.writeUInt32BE(content.length + 8, 4)
    return Buffer.concat([header, content])
  }
  return chunk('icns', Buffer.concat(pictures.map(({ place, png }) => chunk(place, png))))
}

writeFileSync(join(folder, 'icon.ico'), icoOf(await Promise.all(icoSizes.map(async (size) => ({ size, png: await draw(size) })))))
writeFileSync(join(folder, 'icon.icns'), icnsOf(await Promise.all(icnsPlaces.map(async ([place, size]) => ({ place, png: await draw(size) })))))
