SELECT departed_at, delay, origin, destination, distance, _source_file, _source_record
FROM flights.bronze.flights
