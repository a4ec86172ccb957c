"""What is done to images, one verb a file: copy, promote, clean up; and whose image it is."""
