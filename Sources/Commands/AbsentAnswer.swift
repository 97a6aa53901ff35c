/// The controller does not know the subject of a request.
struct AbsentAnswer: Error {}
