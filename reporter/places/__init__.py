"""Where: coordinates, neighbourhoods, zones, communes, landmarks and address search."""
