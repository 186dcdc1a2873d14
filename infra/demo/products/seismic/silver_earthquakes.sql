SELECT id, happened_at, updated_at, magnitude, place, latitude, longitude, depth_km, _source_file, _source_record
FROM seismic.bronze.events
WHERE kind = 'earthquake'
