// The only file that imports the map library; the view that shows the map loads it when it is asked for.
import { addProtocol, Map as Maplibre, setWorkerUrl, type GeoJSONSource } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
// A worker of this origin: the server's policy allows no blob.
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { readTile, SCHEME } from './imported/tile';

setWorkerUrl(workerUrl);
addProtocol(SCHEME, readTile);

export { Maplibre, type GeoJSONSource };
