import { clipboard, ClipboardItem, nativeImage, type NativeImage } from 'electron'

/** Puts a PNG into the clipboard. The newer runtime takes items, the older one images (docs/ARCHITECTURE.md, "Two runtimes"). */
export async function copyPicture(png: Uint8Array): Promise<void> {
  const old = clipboard as unknown as { writeImage?: (image: NativeImage) => void }
  if (old.writeImage !== undefined) return old.writeImage(nativeImage.createFromBuffer(Buffer.from(png)))
  await clipboard.write([new ClipboardItem({ 'image/png': new Blob([new Uint8Array(png)], { type: 'image/png' }) })])
}
