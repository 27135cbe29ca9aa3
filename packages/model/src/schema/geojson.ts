/** Longitude and latitude in degrees, and an altitude in metres if there is one (RFC 7946, section 3.1.1). */
export type Position = [longitude: number, latitude: number, altitude?: number];

/** A place. */
export interface Point {
  type: 'Point';
  coordinates: Position;
}

export interface MultiPoint {
  type: 'MultiPoint';
  coordinates: Position[];
}

/** A path of two positions or more. */
export interface LineString {
  type: 'LineString';
  coordinates: Position[];
}

export interface MultiLineString {
  type: 'MultiLineString';
  coordinates: Position[][];
}

/** An area: its outline, then its holes. Each ring has four positions or more and ends where it began. */
export interface Polygon {
  type: 'Polygon';
  coordinates: Position[][];
}

export interface MultiPolygon {
  type: 'MultiPolygon';
  coordinates: Position[][][];
}
