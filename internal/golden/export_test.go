package golden

// CompareWith is Compare with the decision to update made by a test.
var CompareWith = compare
