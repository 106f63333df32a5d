import { main } from './border'

// Main reads the program when the page first calls (main/index.ts), and that takes it as long as React takes this process. Imported before everything
// else, so that both begin at once; those who need the answer ask by themselves. The storage is opened through main as well, so it is opened before.
void localStorage.length
void main.classroom.get()
