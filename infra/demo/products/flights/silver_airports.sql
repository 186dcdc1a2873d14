SELECT iata, name, city, state, latitude, longitude, _landed_at AS landed_at, _source_file, _source_record
FROM flights.bronze.airports
