/// The contents of a page, the same for all viewers of a group.
struct PageBody: Sendable {
    /// The title.
    let title: String
    /// The entry of the navigation that leads to it; nil: none does.
    var entry: NavigationEntry?
    /// The contents.
    let content: HTML
    /// Whether values change in place.
    var isLive = false
    /// The paths of further scripts.
    var scripts: [String] = []
    /// The paths of further style sheets, after the usual one.
    var styles: [String] = []
    /// Whether the page has a frame with another page of this host.
    var hasFrame = false
    /// The time after which a browser loads the page again; nil: it does not.
    ///
    /// **Unit:** seconds.
    var period: Int?
}
