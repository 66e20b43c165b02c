"""What the station knows and decides; knows neither Qt nor a serial port."""
