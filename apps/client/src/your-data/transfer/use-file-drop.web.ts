/** Takes a file that is dropped anywhere on the page; without this, the browser would leave the page and open it. */
import { useEffect, useRef, useState } from 'react';
import type { PickedFile } from './transfer';
import type { NotAFile, OnDrop } from './use-file-drop';

/** Whether a person could have something to drop with: a finger has not. */
export const CAN_DROP: boolean = window.matchMedia('(any-pointer: fine)').matches;

/** @returns whether something is held above the page that can be dropped */
export function useFileDrop(onDrop: OnDrop): boolean {
  const [isOver, setIsOver] = useState(false);
  const latest = useRef(onDrop);
  useEffect(() => {
    latest.current = onDrop;
  });
  useEffect(() => {
    let entered: EventTarget | null = null;
    const enter = (event: DragEvent): void => {
      entered = event.target;
      setIsOver(carriesFiles(event.dataTransfer));
    };
    // Only what is held back from the browser here can be dropped.
    const over = (event: DragEvent): void => {
      if (carriesFiles(event.dataTransfer)) event.preventDefault();
    };
    const leave = (event: DragEvent): void => {
      // From one element of the page to another is not away: the other is entered first.
      if (event.target === entered) setIsOver(false);
    };
    const drop = (event: DragEvent): void => {
      setIsOver(false);
      if (event.dataTransfer === null || !carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      const dropped = droppedIn(event.dataTransfer);
      if (typeof dropped === 'string') latest.current.other(dropped);
      else latest.current.file(dropped);
    };
    const listeners = { dragenter: enter, dragover: over, dragleave: leave, drop } as const;
    for (const [name, listener] of Object.entries(listeners))
      window.addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        window.removeEventListener(name, listener as EventListener);
    };
  }, []);
  return isOver;
}

/** A text that is dragged into a field is none of ours. */
const carriesFiles = (data: DataTransfer | null): boolean => data?.types.includes('Files') ?? false;

export function droppedIn({ files, items }: Pick<DataTransfer, 'files' | 'items'>): PickedFile | NotAFile {
  const [file, ...others] = files;
  if (file === undefined) return 'nothing';
  if (others.length > 0) return 'several';
  if (items[0]?.webkitGetAsEntry()?.isDirectory) return 'folder';
  return { name: file.name, size: file.size, uri: URL.createObjectURL(file), file };
}
