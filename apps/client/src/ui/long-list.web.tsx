/** A list of any length, in a browser: a long one is a box that scrolls, in which only what is near to being seen is drawn. */
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useCallback, useRef, useState, type KeyboardEvent } from 'react';
import type { LongListProps } from './long-list';

export function LongList<Item>({ label, items, keyOf, render, heightOf, busy }: LongListProps<Item>) {
  const box = useRef<HTMLDivElement>(null);
  // The row that has the focus stays, or the focus would go with it when it is scrolled away.
  const [focused, setFocused] = useState<number | null>(null);
  const rangeExtractor = useCallback(
    (range: Range) => {
      const near = defaultRangeExtractor(range);
      if (focused === null || focused >= range.count || near.includes(focused)) return near;
      return [...near, focused].sort((one, other) => one - other);
    },
    [focused],
  );
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => heightOf(items[index]!),
    getItemKey: (index) => keyOf(items[index]!),
    rangeExtractor,
    overscan: 6,
    // React is drawing already where a list is put in place.
    useFlushSync: false,
  });
  const isLong = items.length > MOST_OPEN;
  /** By itself the browser glides there, and what is measured on the way stops it. */
  const jump = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || (event.key !== 'Home' && event.key !== 'End')) return;
    event.preventDefault();
    rows.scrollToIndex(event.key === 'Home' ? 0 : items.length - 1);
  };
  return (
    <div
      ref={box}
      role="group"
      aria-label={label}
      tabIndex={isLong ? 0 : undefined}
      onKeyDown={jump}
      style={isLong ? BOX : OPEN}
    >
      <div role="list" aria-label={label} aria-busy={busy} style={{ ...LIST, height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ key, index, start }) => (
          <div
            key={key}
            ref={rows.measureElement}
            data-index={index}
            role="listitem"
            aria-setsize={busy ? -1 : items.length}
            aria-posinset={index + 1}
            onFocus={() => setFocused(index)}
            onBlur={() => setFocused(null)}
            style={{ ...ROW, transform: `translateY(${start}px)` }}
          >
            {render(items[index]!)}
          </div>
        ))}
      </div>
    </div>
  );
}

/** Rows that stand in the page as they are: what fits into a screen or three scrolls with it. */
const MOST_OPEN = 12;
const OPEN = { overflowAnchor: 'none' } as const;
const BOX = { overflowY: 'auto', maxHeight: 'min(480px, 60vh)', overflowAnchor: 'none' } as const;
const LIST = { position: 'relative', width: '100%' } as const;
const ROW = { position: 'absolute', top: 0, left: 0, width: '100%' } as const;
