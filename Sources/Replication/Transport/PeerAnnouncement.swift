/// An event for the connections that wait: there may be another generation.
struct PeerAnnouncement: Sendable {}
