SELECT station, max(ozone) AS highest
FROM air.bronze.measured
GROUP BY station
