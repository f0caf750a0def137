export type FenceView = 'inside' | 'unsure' | 'outside' | 'none';

/** Distances in metres. Mirrors the phone's rule: inside when the whole error circle fits the doubt, outside when even the nearest point of it lies beyond. */
export interface FenceFacts {
  radius: number;
  distance: number;
  accuracy: number;
  /** Direction of the phone from the centre, radians clockwise from north; only for the drawing. */
  bearing?: number | undefined;
}

/** Circles of the drawing in a 328 x 202 picture: everything that matters stays inside the frame, sizes stay in proportion to each other. */
export function fenceDrawing({ radius, distance, accuracy, bearing = 2.2 }: FenceFacts): {
  fence: { x: number; y: number; r: number };
  me: { x: number; y: number; r: number };
} {
  const reach = Math.max(radius * 1.2, Math.min(distance, radius * 2.2) + Math.min(accuracy, radius * 1.3) * 0.6);
  const scale = Math.min(72 / radius, 100 / (reach / 1.05));
  const r = Math.max(34, radius * scale);
  const d = Math.min(distance * scale, 128);
  const centre = { x: 164 - Math.sin(bearing) * d * 0.25, y: 96 + Math.cos(bearing) * d * 0.2 };
  const me = { x: centre.x + Math.sin(bearing) * d, y: centre.y - Math.cos(bearing) * d * 0.62 };
  return { fence: { ...centre, r }, me: { ...me, r: Math.min(92, Math.max(14, accuracy * scale)) } };
}
