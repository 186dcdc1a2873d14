SELECT f.origin AS iata,
       max(a.name) AS airport,
       max(a.state) AS state,
       count(*) AS flights,
       count_if(f.delay > 15) AS delayed,
       sum(f.delay) AS delay_minutes,
       sum(f.distance) AS miles
FROM flights.silver.flights f
LEFT JOIN flights.silver.airports a ON a.iata = f.origin
GROUP BY f.origin
