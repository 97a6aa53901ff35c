import Addresses

extension Firewall {
    /// A file of networks whose packets are dropped.
    public struct Blocklist: Sendable, Hashable {
        /// The name, unique among the blocklists.
        public var name: String
        /// The file, as the document names it.
        public var file: String
        /// The only family of its networks; nil: both.
        public var family: AddressFamily?
        /// The path of the file; nil: the file's name is not resolved.
        public var path: String?

        /// Creates a blocklist.
        public init(name: String, file: String, family: AddressFamily? = nil) {
            self.name = name
            self.file = file
            self.family = family
        }

        /// The families of its sets.
        public var families: [AddressFamily] { family.map { [$0] } ?? AddressFamily.allCases }
    }
}
