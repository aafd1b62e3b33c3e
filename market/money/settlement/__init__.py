"""What is earned becomes due: a run closes each month, a hold passes, then it can be paid out."""
