import Files

/// A thread that draws pages.
actor DrawingDesk {
    private let executor = QueueExecutor(label: "ballast.drawing")

    /// The thread.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Draws a page.
    func draw(_ drawing: PagePress.Drawing) -> PageBody { drawing() }
}
