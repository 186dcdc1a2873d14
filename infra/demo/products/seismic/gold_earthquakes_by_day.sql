SELECT CAST(happened_at AS DATE) AS day, count(*) AS earthquakes, max(magnitude) AS strongest
FROM seismic.silver.earthquakes
GROUP BY CAST(happened_at AS DATE)
