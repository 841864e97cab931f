// Asks before a form that cannot be undone: <form data-confirm="What goes, what stays">.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset?.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});
