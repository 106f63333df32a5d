import { main } from '../../border'

export function copyText(text: string): void {
  void main.app.copyText({ text })
}
