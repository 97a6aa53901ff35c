/// Changes to the headers of requests and answers.
public struct HeaderEdits: Sendable, Hashable {
    /// Changes to requests.
    public var request: Edits
    /// Changes to answers.
    public var response: Edits

    /// Changes in one direction.
    public struct Edits: Sendable, Hashable {
        /// Headers to set, replacing former values.
        public var set: [Check.Header]
        /// Headers to remove.
        public var remove: [String]

        /// Creates changes, by default none.
        public init(set: [Check.Header] = [], remove: [String] = []) {
            self.set = set
            self.remove = remove
        }
    }

    /// Creates changes, by default none.
    public init(request: Edits = Edits(), response: Edits = Edits()) {
        self.request = request
        self.response = response
    }
}
