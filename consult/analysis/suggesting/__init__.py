"""What a machine may propose to whoever reads the answers; it is never applied by itself."""
