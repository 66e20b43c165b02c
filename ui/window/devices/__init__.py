"""The Devices screen: the lane's links and printers, what is wrong with them and what puts it right."""
