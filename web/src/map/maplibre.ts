// The only file that imports the map library; the view that shows the map loads it when it is asked for.
import { Map as Maplibre, setWorkerUrl } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
// A worker of this origin: the server's policy allows no blob.
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';

setWorkerUrl(workerUrl);

export { Maplibre };
